/* Saves each field of a section soon after a pause, and keeps in this browser what the server has
   not. The server decides about every field by its token (grants.applications.autosave); this
   script never overwrites what the person has typed and never sends a field that is in dispute. */
(() => {
  "use strict";

  const PAUSE_MS = 1000;
  const BEAT_MS = 15_000;
  const BEAT_ALONE_MS = 30_000;
  const LOOK_AGAIN_MS = 4000;
  const WAIT_BEFORE_LEAVING_MS = 2500;
  const SLOW_MS = 5000;
  const RETRY_MS = [2000, 4000, 8000, 16_000, 30_000];
  const MOST_AFTER_LEAVING = 60_000;
  const ROWS = "*";
  const OWN = ["csrfmiddlewaretoken", "version", "tokens", "undecided", "then", "theirs"];
  const COUNTS = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;

  const plain = (text) => text.replace(/\r\n?/g, "\n").trim();

  /* The same texts in the same words, whatever the order of inputs and blank rows between. */
  const canonical = (inputs, group) => {
    const filled = Object.entries(inputs)
      .filter(([name]) => !COUNTS.test(name))
      .map(([name, values]) => [name, values.map(plain).filter(Boolean).sort()])
      .filter(([, values]) => values.length)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    if (group !== ROWS) return JSON.stringify(filled);
    const rows = new Map();
    filled.forEach(([name, values]) => {
      const [, number, field] = /-(\d+)-(.+)$/.exec(name) ?? [null, "0", name];
      rows.set(number, { ...rows.get(number), [field]: values });
    });
    const numbers = [...rows.keys()].sort((one, other) => one - other);
    return JSON.stringify(numbers.map((n) => rows.get(n)).filter((row) => !row.DELETE));
  };

  const readable = (inputs) => Object.entries(inputs)
    .filter(([name]) => !COUNTS.test(name))
    .map(([, values]) => values.join("\n"))
    .filter(Boolean)
    .join("\n");

  class Autosave {
    constructor(panel) {
      this.panel = panel;
      this.form = panel.closest("form");
      this.status = panel.querySelector("[data-status]");
      this.base = JSON.parse(this.form.elements.tokens.value);
      this.groups = Object.keys(this.base);
      this.files = [...this.form.querySelectorAll("input[type=file]")].map(({ name }) => name);
      this.known = {};
      this.held = new Map();
      this.refused = new Map();
      this.errors = {};
      this.state = "waiting";
      this.tries = 0;
      this.released = Promise.resolve();
      const now = this.inputs();
      const saved = JSON.parse(document.getElementById("saved-fields")?.textContent ?? "null");
      this.groups.forEach((group) => {
        this.known[group] = canonical((saved ?? now)[group] ?? {}, group);
      });
      this.form.querySelectorAll(".conflict").forEach((shown) => {
        const group = shown.dataset.conflict;
        this.held.set(group, { token: this.base[group], values: saved?.[group] ?? {}, shown });
      });
      this.form.dataset.guard = "off";
      panel.hidden = false;
      this.tell("waiting");
      this.listen();
      window.portalKept.removeOld().catch(() => {});
      this.recover();
      this.beat();
      setInterval(() => { if (this.isSilent()) this.beat(); }, BEAT_MS);
    }

    /* --- what stands in the form --- */

    ownerOf(name) {
      if (OWN.includes(name)) return "";
      if (this.groups.includes(ROWS)) return ROWS;
      if (this.groups.includes(name)) return name;
      const longer = [...this.groups, ...this.files]
        .filter((field) => name.startsWith(`${field}-`) || name.startsWith(`${field}_`))
        .sort((one, other) => other.length - one.length)[0];
      return this.groups.includes(longer) ? longer : "";
    }

    inputs() {
      const found = Object.fromEntries(this.groups.map((group) => [group, {}]));
      for (const [name, value] of new FormData(this.form)) {
        const owner = this.ownerOf(name);
        if (owner && typeof value === "string") (found[owner][name] ??= []).push(value);
      }
      return found;
    }

    elementsOf(group) {
      const all = [...this.form.elements];
      return all.filter((one) => one.type !== "file" && this.ownerOf(one.name ?? "") === group);
    }

    firstOf(group) {
      const seen = this.elementsOf(group).filter((one) => one.type !== "hidden");
      return seen[0] ?? null;
    }

    labelOf(group) {
      const first = this.firstOf(group);
      const box = first?.closest(".govuk-form-group");
      const label = box?.querySelector("legend") ?? first?.labels?.[0];
      return group === ROWS || !label ? "" : label.textContent.trim();
    }

    changed(inputs = this.inputs()) {
      return this.groups.filter((group) => canonical(inputs[group], group) !== this.known[group]);
    }

    toSend(inputs) {
      return this.changed(inputs).filter((group) => !this.held.has(group)
        && this.refused.get(group) !== canonical(inputs[group], group));
    }

    /* --- keeping in this browser --- */

    keyOf(group) {
      return `${this.panel.dataset.person}/${this.panel.dataset.place}/${group}`;
    }

    keep(group, inputs) {
      const entry = { key: this.keyOf(group), group, values: inputs, base: this.base[group] };
      window.portalKept.put(entry).then(
        () => { this.cannotKeep = false; },
        () => {
          this.cannotKeep = true;
          this.tell("unkept");
        },
      );
    }

    forget(group) {
      window.portalKept.remove(this.keyOf(group)).catch(() => {});
    }

    keepOrForget(group, inputs = this.inputs()) {
      if (canonical(inputs[group], group) === this.known[group]) this.forget(group);
      else this.keep(group, inputs[group]);
    }

    /* --- talking to the server --- */

    async ask(body, options = {}) {
      return fetch(this.panel.dataset.url, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        credentials: "same-origin",
        headers: { Accept: "application/json" },
        signal: options.keepalive ? undefined : AbortSignal.timeout(30_000),
        ...options,
      });
    }

    bodyOf(groups, inputs) {
      const body = new URLSearchParams({
        csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value,
        version: this.form.elements.version.value,
        tokens: JSON.stringify(this.base),
      });
      groups.forEach((group) => {
        body.append("fields", group);
        Object.entries(inputs[group]).forEach(([name, values]) => {
          values.forEach((value) => body.append(name, value));
        });
      });
      return body;
    }

    save() {
      clearTimeout(this.pause);
      this.saving = (this.saving ?? Promise.resolve()).then(() => this.saveNow());
      return this.saving;
    }

    async saveNow({ again = true } = {}) {
      if (["gone", "final"].includes(this.state)) return;
      const inputs = this.inputs();
      const groups = this.toSend(inputs);
      if (!groups.length) return;
      const busy = this.panel.querySelector("[data-saving]");
      busy.classList.add("autosave__saving--now");
      const slow = setTimeout(() => this.say(this.status.dataset.slow, true), SLOW_MS);
      try {
        const response = await this.ask(this.bodyOf(groups, inputs));
        await this.released;
        if (response.status === 403 && again && await this.renew()) {
          await this.saveNow({ again: false });
        } else {
          await this.take(response, groups, inputs);
        }
      } catch {
        this.tryLater("offline");
      } finally {
        clearTimeout(slow);
        busy.classList.remove("autosave__saving--now");
      }
    }

    async take(response, groups, inputs) {
      if (response.type === "opaqueredirect" || response.status === 401) return this.waitForSignIn();
      if (response.status === 404) return this.tell("gone");
      if (response.status === 409) {
        this.say((await response.json()).refusal, true);
        this.state = "final";
        return undefined;
      }
      if ([400, 413].includes(response.status)) return this.refuseAll(groups, inputs);
      if (!response.ok) return this.tryLater("trouble");
      return this.absorb(await response.json(), groups, inputs);
    }

    /* More than a request may hold: the same is not sent again, what is shortened is. */
    refuseAll(groups, inputs) {
      groups.forEach((group) => this.refused.set(group, canonical(inputs[group], group)));
      this.tell("tooMuch");
    }

    /* A new token after a sign-in elsewhere; false where nothing may be sent from here. */
    async renew() {
      const response = await this.ask(null);
      if (response.type === "opaqueredirect") {
        this.waitForSignIn();
        return false;
      }
      if (!response.ok) return false;
      const answer = await response.json();
      if (answer.person !== this.panel.dataset.person) {
        this.tell("stranger");
        this.lookAgain();
        return false;
      }
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => {
        field.value = answer.csrf;
      });
      return true;
    }

    waitForSignIn() {
      this.tell("signedOut");
      this.lookAgain();
    }

    lookAgain() {
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.resume(), LOOK_AGAIN_MS);
    }

    async resume() {
      clearTimeout(this.retry);
      try {
        if (!await this.renew()) {
          if (!["signedOut", "stranger"].includes(this.state)) this.tryLater("trouble");
          return;
        }
      } catch {
        this.tryLater("offline");
        return;
      }
      this.tell("waiting");
      await this.save();
    }

    tryLater(why) {
      this.tell(why);
      clearTimeout(this.retry);
      const pause = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
      this.tries += 1;
      this.retry = setTimeout(() => this.save(), pause);
    }

    /* Every answer is a sign of life as well; who writes alone needs to hear of others less often. */
    isSilent() {
      const most = this.othersAreHere ? BEAT_MS : BEAT_ALONE_MS;
      return performance.now() - (this.heardAt ?? -most) > most - 1000;
    }

    async beat() {
      if (document.visibilityState !== "visible" || this.isTroubled()) return;
      if (this.toSend(this.inputs()).length) {
        this.saveSoon();
        return;
      }
      try {
        const response = await this.ask(this.bodyOf([], {}));
        if (response.status === 403) await this.renew();
        else if (response.status === 200) this.absorb(await response.json(), [], {});
        else if (response.type === "opaqueredirect") this.waitForSignIn();
      } catch {
        /* nothing waits to be saved: the next beat will tell */
      }
    }

    /* --- what the server answered --- */

    absorb(answer, sent, inputs) {
      this.tries = 0;
      this.heardAt = performance.now();
      this.othersAreHere = Boolean(answer.others);
      const others = document.querySelector("[data-others]");
      if (others && others.textContent !== answer.others) others.textContent = answer.others;
      const conflicts = answer.conflicts ?? {};
      const refused = answer.refused ?? [];
      sent.forEach((group) => {
        if (group in conflicts) {
          this.hold(group, conflicts[group], answer);
        } else if (refused.includes(group)) {
          this.refused.set(group, canonical(inputs[group], group));
        } else if (refused.length && !answer.saved.includes(group) && answer.tokens[group] === this.base[group]) {
          this.refused.set(group, canonical(inputs[group], group));
        } else {
          this.known[group] = canonical(inputs[group], group);
          this.base[group] = answer.tokens[group];
          this.refused.delete(group);
          this.clearErrors(group);
          this.keepOrForget(group);
        }
      });
      const elsewhere = this.takeOver(answer, sent);
      this.form.elements.version.value = answer.version;
      this.form.elements.tokens.value = JSON.stringify(this.base);
      this.errors = { ...this.errors, ...answer.errors };
      this.showErrors();
      this.tellResult(answer, elsewhere);
    }

    tellResult(answer, elsewhere) {
      const held = this.held.size;
      const wrong = [...this.refused.keys()].length;
      if (held) this.tell("conflict");
      else if (wrong) this.tell("refused");
      else if (answer.words) {
        this.say(answer.words);
        this.state = "saved";
      }
      if (elsewhere.length && !held && !wrong) {
        this.say(`${this.status.dataset.elsewhere} ${elsewhere.join(", ")}`);
      }
      if (!this.toSend(this.inputs()).length) this.form.dispatchEvent(new Event("portal:saved"));
      else this.saveSoon();
    }

    /* Fields that others changed and that nobody touched here follow what is saved. */
    takeOver(answer, sent) {
      if (!answer.tokens) return [];
      const inputs = this.inputs();
      const told = [];
      this.groups.filter((group) => !sent.includes(group)).forEach((group) => {
        const isOther = answer.tokens[group] && answer.tokens[group] !== this.base[group];
        const isMine = canonical(inputs[group], group) !== this.known[group];
        if (!isOther || isMine || this.held.has(group)) return;
        this.base[group] = answer.tokens[group];
        this.show(group, answer.values[group] ?? {});
        told.push(this.labelOf(group) || document.querySelector("h1").textContent.trim());
      });
      return told;
    }

    show(group, values) {
      this.known[group] = canonical(values, group);
      const names = new Set(this.elementsOf(group).map((one) => one.name));
      if (Object.entries(values).some(([name, texts]) => texts.length && !names.has(name))) {
        this.form.elements.tokens.value = JSON.stringify(this.base);
        this.isLeaving = true;
        window.location.reload();
        return;
      }
      const counts = {};
      this.isShowing = true;
      this.elementsOf(group).filter((one) => !COUNTS.test(one.name)).forEach((one) => {
        const texts = values[one.name] ?? [];
        if (["checkbox", "radio"].includes(one.type)) {
          one.checked = texts.includes(one.value);
        } else if (one.type === "select-multiple") {
          [...one.options].forEach((option) => { option.selected = texts.includes(option.value); });
        } else {
          const number = counts[one.name] ?? 0;
          counts[one.name] = number + 1;
          one.value = texts[number] ?? "";
        }
        one.dispatchEvent(new Event("input", { bubbles: true }));
      });
      this.isShowing = false;
    }

    /* --- two versions of one field --- */

    boxOf(group) {
      const first = this.firstOf(group);
      return first?.closest(".budget-lines, .form-row, fieldset.govuk-fieldset")?.closest(
        ".budget-lines, .form-row, .govuk-form-group",
      ) ?? first?.closest(".govuk-form-group") ?? first;
    }

    hold(group, html, answer) {
      this.held.get(group)?.shown.remove();
      const frame = document.createElement("template");
      frame.innerHTML = html;
      const shown = frame.content.querySelector(".conflict");
      shown.querySelector("[name=undecided]").remove();
      this.boxOf(group).before(shown);
      this.held.set(group, { token: answer.tokens[group], values: answer.values[group] ?? {}, shown });
    }

    choose(group, choice) {
      const { token, values, shown } = this.held.get(group);
      shown.remove();
      this.held.delete(group);
      this.base[group] = token;
      this.form.elements.tokens.value = JSON.stringify(this.base);
      if (choice === "theirs") {
        this.show(group, values);
        this.forget(group);
        this.tell(this.held.size ? "conflict" : "waiting");
      } else {
        this.known[group] = canonical(values, group);
        this.keepOrForget(group);
        this.save();
      }
      this.firstOf(group)?.focus();
    }

    /* --- wrong values --- */

    clearErrors(group) {
      this.elementsOf(group).forEach((one) => {
        delete this.errors[one.name];
        const box = one.closest("td, .govuk-form-group");
        box?.querySelectorAll(".govuk-error-message").forEach((old) => old.remove());
        box?.classList.remove("govuk-form-group--error");
        one.classList.remove("govuk-input--error", "govuk-textarea--error", "govuk-select--error");
        one.removeAttribute("aria-invalid");
      });
      this.panel.querySelectorAll(".govuk-error-message").forEach((old) => old.remove());
      delete this.errors[""];
    }

    /* Nobody is corrected in the middle of a word: a field's message waits until it is left. */
    showErrors() {
      Object.entries(this.errors).forEach(([name, sentences]) => {
        const input = name && [...this.form.elements].find((one) => one.name === name && one.type !== "hidden");
        const box = input ? input.closest("fieldset.govuk-fieldset, td, .govuk-form-group") : this.panel;
        if (input && box.contains(document.activeElement)) return;
        delete this.errors[name];
        if ([...box.querySelectorAll("[data-sentence]")].some((old) => sentences.includes(old.textContent))) return;
        const message = document.createElement("div");
        message.className = "govuk-error-message";
        message.id = `${input?.id || "form"}_error`;
        sentences.forEach((sentence) => {
          const line = this.panel.querySelector("template[data-error]").content.cloneNode(true);
          line.querySelector("[data-sentence]").textContent = sentence;
          message.append(line);
        });
        if (!input) {
          this.panel.append(message);
          return;
        }
        const first = box.querySelector("input:not([type=hidden]), textarea, select");
        (first.closest(".govuk-radios, .govuk-checkboxes, .govuk-input__wrapper") ?? first).before(message);
        box.classList.add("govuk-form-group--error");
        input.setAttribute("aria-invalid", "true");
        const described = input.getAttribute("aria-describedby") ?? "";
        if (!described.split(" ").includes(message.id)) {
          input.setAttribute("aria-describedby", `${described} ${message.id}`.trim());
        }
      });
    }

    /* --- telling --- */

    isTroubled() {
      return ["offline", "trouble", "signedOut", "stranger", "gone", "final"].includes(this.state);
    }

    tell(state) {
      this.state = state;
      this.say(this.status.dataset[state], !["waiting", "saved"].includes(state));
      this.panel.querySelector("[data-sign-in]").hidden = state !== "signedOut";
    }

    say(words, isTrouble = false) {
      const all = this.cannotKeep && isTrouble ? `${words} ${this.status.dataset.unkept}` : words;
      if (this.status.textContent !== all) this.status.textContent = all;
      this.panel.classList.toggle("autosave--trouble", isTrouble);
      this.panel.querySelector("[data-sign-in]").hidden = true;
    }

    /* --- text of earlier that never arrived --- */

    async recover() {
      let entries;
      try {
        entries = await window.portalKept.below(`${this.keyOf("")}`);
      } catch {
        this.cannotKeep = true;
        return;
      }
      const here = entries.filter((entry) => this.groups.includes(entry.group));
      const open = here.filter((entry) => !this.isSaved(entry));
      if (!open.length) return;
      await this.lookAtServer();
      const offered = open.filter((entry) => !this.isSaved(entry));
      if (offered.length) this.offer(await Promise.all(offered.map((entry) => this.setAside(entry))));
    }

    isSaved(entry) {
      const isSame = canonical(entry.values, entry.group) === this.known[entry.group];
      if (isSame) window.portalKept.remove(entry.key).catch(() => {});
      return isSame;
    }

    /* What was sent while the page was left may have arrived after this page was made. */
    async lookAtServer() {
      try {
        const response = await this.ask(null);
        if (response.status === 200) this.absorb(await response.json(), [], {});
      } catch {
        /* then what is kept is offered */
      }
    }

    /* Under a key of its own, so that typing in the field does not take its place. */
    async setAside(entry) {
      if (entry.key.includes("~")) return entry;
      const aside = { ...entry, key: `${entry.key}~${entry.at}` };
      await window.portalKept.put(aside);
      if (canonical(this.inputs()[entry.group], entry.group) === this.known[entry.group]) {
        await window.portalKept.remove(entry.key);
      }
      return aside;
    }

    offer(entries) {
      const frame = this.panel.querySelector("template[data-offer]").content.cloneNode(true);
      const box = frame.querySelector("[data-kept]");
      entries.forEach((entry) => box.querySelector("[data-kept-fields]").append(this.offered(entry, box)));
      this.form.prepend(frame);
      box.focus();
    }

    offered(entry, box) {
      const line = this.panel.querySelector("template[data-offered-field]").content.cloneNode(true);
      const field = line.querySelector(".kept__field");
      const label = field.querySelector("[data-label]");
      label.textContent = this.labelOf(entry.group) || label.dataset.table;
      field.querySelector("[data-kept-text]").textContent = readable(entry.values);
      field.querySelector("[data-saved-text]").textContent = readable(this.inputs()[entry.group]);
      const done = () => {
        window.portalKept.remove(entry.key).catch(() => {});
        field.remove();
        if (!box.querySelector(".kept__field")) box.remove();
      };
      field.querySelector("[data-discard]").addEventListener("click", done);
      field.querySelector("[data-use]").addEventListener("click", () => this.use(entry, done));
      return line;
    }

    async use(entry, done) {
      const { group, values } = entry;
      const names = new Set(this.elementsOf(group).map((one) => one.name));
      const saved = this.known[group];
      if (Object.keys(values).some((name) => !names.has(name) && !COUNTS.test(name))) {
        const body = this.bodyOf([group], { [group]: values });
        body.set("tokens", JSON.stringify({ ...this.base, [group]: entry.base }));
        const response = await this.ask(body).catch(() => null);
        const answer = response?.status === 200 ? await response.json() : null;
        if (!answer?.saved.includes(group)) {
          this.tryLater("trouble");
          return;
        }
        done();
        window.location.reload();
        return;
      }
      this.show(group, values);
      this.known[group] = saved;
      this.base[group] = entry.base;
      this.keep(group, this.inputs()[group]);
      done();
      this.firstOf(group)?.focus();
      await this.save();
    }

    /* --- events --- */

    typed(event) {
      const group = this.ownerOf(event.target.name ?? "");
      if (!group || this.isShowing) return;
      this.keepOrForget(group);
      if (!this.isTroubled()) this.saveSoon();
    }

    saveSoon() {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.save(), PAUSE_MS);
    }

    hasWaiting() {
      return !this.isTroubled() && this.toSend(this.inputs()).length > 0;
    }

    /* Whether leaving now loses sight of something: then the browser asks. */
    isUnsafe() {
      const files = [...this.form.querySelectorAll("input[type=file]")];
      if (files.some((one) => one.files.length)) return true;
      const changed = this.changed().length > 0;
      return changed && (this.isTroubled() || this.held.size > 0 || this.refused.size > 0 || this.cannotKeep);
    }

    async leave(go) {
      await Promise.race([this.save(), new Promise((done) => { setTimeout(done, WAIT_BEFORE_LEAVING_MS); })]);
      go();
    }

    submitted(event) {
      const isOwn = event.target === this.form;
      if (this.isLeaving || event.defaultPrevented) {
        this.isLeaving = false;
        return;
      }
      if (isOwn && this.isTroubled() && this.state !== "final" && this.changed().length) {
        event.preventDefault();
        event.stopPropagation();
        this.resume();
        return;
      }
      if (isOwn && event.submitter?.dataset.choose) return;
      if (!this.hasWaiting()) {
        if (isOwn) this.isSubmitting = true;
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      this.leave(() => {
        if (isOwn && (this.isTroubled() || this.held.size)) {
          [...this.held.values()][0]?.shown.focus();
          return;
        }
        this.isLeaving = true;
        if (isOwn) this.isSubmitting = true;
        event.target.requestSubmit(event.submitter);
      });
    }

    followed(event) {
      const link = event.target.closest("a[href]");
      const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!link || !isPlain || link.target || link.hasAttribute("download")) return;
      const isHere = link.pathname === window.location.pathname && link.hash;
      if (isHere || link.origin !== window.location.origin || !this.hasWaiting()) return;
      event.preventDefault();
      this.leave(() => window.location.assign(link.href));
    }

    /* The page goes: what waits is sent on its way, and stays kept until the server is seen to have it. */
    hidden() {
      const inputs = this.inputs();
      const groups = this.toSend(inputs);
      if (!groups.length || this.isTroubled()) return;
      const body = this.bodyOf(groups, inputs);
      const keepalive = body.toString().length < MOST_AFTER_LEAVING;
      this.ask(body, { keepalive }).catch(() => {});
    }

    listen() {
      const { form } = this;
      form.addEventListener("input", (event) => this.typed(event));
      form.addEventListener("change", (event) => this.typed(event));
      form.addEventListener("focusout", () => {
        if (!this.isTroubled()) this.save();
        setTimeout(() => this.released.then(() => this.showErrors()), 0);
      });
      /* Nothing moves between the press and the release of a button, or the click would miss it. */
      document.addEventListener("pointerdown", () => {
        this.released = new Promise((resolve) => { this.release = resolve; });
      });
      ["pointerup", "pointercancel", "dragend"].forEach((name) => {
        document.addEventListener(name, () => setTimeout(() => this.release?.(), 50));
      });
      form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-choose]");
        if (!button) return;
        const group = button.closest(".conflict").dataset.conflict;
        if (!this.held.has(group)) return;
        event.preventDefault();
        this.choose(group, button.dataset.choose);
      });
      document.addEventListener("submit", (event) => this.submitted(event), true);
      document.addEventListener("click", (event) => this.followed(event));
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") {
          if (!this.isTroubled()) this.save();
        } else if (["signedOut", "stranger"].includes(this.state)) {
          this.resume();
        } else {
          this.beat();
        }
      });
      window.addEventListener("focus", () => {
        if (["signedOut", "stranger"].includes(this.state)) this.resume();
      });
      window.addEventListener("online", () => { if (this.isTroubled()) this.resume(); });
      window.addEventListener("pagehide", () => this.hidden());
      window.addEventListener("pageshow", (event) => { if (event.persisted) this.beat(); });
      window.addEventListener("beforeunload", (event) => {
        if (!this.isSubmitting && !this.isLeaving && this.isUnsafe()) event.preventDefault();
      });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-autosave]");
    if (panel && window.indexedDB) new Autosave(panel);
  });
})();
