/* Passkeys: asks the device and posts its answer. Forms marked data-passkey stay hidden without
   this script; window.webauthnJSON comes from django-allauth (mfa/js/webauthn-json.js). */
(() => {
  "use strict";

  const tell = (form, what) => {
    const problem = form.querySelector("[data-passkey-problem]");
    problem.querySelectorAll("[data-when]").forEach((line) => { line.hidden = line.dataset.when !== what; });
    problem.hidden = false;
  };

  const options = (form) => JSON.parse(form.querySelector("#passkey-options").textContent);

  /* A key that signs in alone must be found on the device and ask for finger, face or PIN. */
  const creation = (form) => {
    const { creation_options: asked } = options(form);
    const alone = form.elements.namedItem("passwordless")?.checked ?? false;
    const selection = asked.publicKey.authenticatorSelection;
    selection.residentKey = alone ? "required" : "discouraged";
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = "required";
    return asked;
  };

  const requestFromServer = async (form) => {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`The portal answered ${response.status}.`);
    return (await response.json()).request_options;
  };

  const ceremonies = {
    create: async (form) => window.webauthnJSON.create(creation(form)),
    use: async (form) => window.webauthnJSON.get(options(form).request_options),
    "sign-in": async (form) => window.webauthnJSON.get(await requestFromServer(form)),
  };

  const run = async (form) => {
    form.querySelector("[data-passkey-problem]").hidden = true;
    if (!window.PublicKeyCredential) {
      tell(form, "unsupported");
      return;
    }
    try {
      const credential = await ceremonies[form.dataset.passkey](form);
      form.elements.namedItem("credential").value = JSON.stringify(credential);
      HTMLFormElement.prototype.submit.call(form);
    } catch (error) {
      const known = { InvalidStateError: "known", SecurityError: "unsupported" };
      tell(form, known[error.name] ?? "cancelled");
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-without-script]").forEach((words) => { words.hidden = true; });
    document.querySelectorAll("form[data-passkey]").forEach((form) => {
      form.hidden = false;
      form.querySelector("button[type='button']").addEventListener("click", () => run(form));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        run(form);
      });
    });
  });
})();
