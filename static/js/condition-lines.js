/* Shows the value beside a line of a condition only where the chosen line is compared with one. */
(() => {
  "use strict";

  const needsValue = (chosen) => {
    const line = chosen ? JSON.parse(chosen) : { is: "answered" };
    return line.is !== "answered" && !("value" in line);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".condition-line").forEach((line) => {
      const value = line.querySelector("input")?.closest(".govuk-form-group");
      if (!value) return;
      const list = line.querySelector("select");
      const show = () => {
        value.hidden = !needsValue(list.value) && !value.querySelector("[aria-invalid]");
      };
      list.addEventListener("change", show);
      show();
    });
  });
})();
