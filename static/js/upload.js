/* Sends a large file ahead of its form, in pieces that survive a broken line (tus protocol).
   The form then carries the upload's number. Without this script the file goes with the form.
   Fetched by portal.js where a file can be chosen; the tus client only when a large one is. */
(() => {
  "use strict";

  const PIECE = 1000000; // below the body limit of a proxy that was left as it comes
  const SMALL = 200000; // sent with the form: one request, nothing to resume
  const DELAYS = [0, 1000, 3000, 5000, 10000];
  const AGAIN = 10000;
  const fields = new Set();

  const sizeOf = (bytes) => (bytes < 1000000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1000000).toFixed(1)} MB`);

  let client;
  const fetchClient = (address) => {
    client ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.tus);
      script.onerror = () => { client = undefined; reject(new Error("no client")); };
      document.head.append(script);
    });
    return client;
  };

  class Field {
    constructor(box) {
      const part = (name) => box.querySelector(`[data-upload-${name}]`);
      this.box = box;
      this.words = box.dataset;
      this.input = box.querySelector("input[type=file]");
      this.name = this.input.name;
      for (const name of ["number", "hint", "file", "name", "bar", "state", "error", "spoken"]) {
        this[`${name}Part`] = part(name);
      }
      this.pauseButton = part("pause");
      this.resumeButton = part("resume");
      this.removeButton = part("remove");
      this.state = this.numberPart.value ? "done" : "empty";
      this.key = `upload:${location.pathname}:${this.name}`;
      this.percent = 0;
      this.listen();
      this.remember();
      this.show();
    }

    get form() { return this.input.form; }
    get isBusy() { return ["running", "broken", "paused", "failed"].includes(this.state); }

    listen() {
      this.hintPart.textContent = this.words.drop;
      this.hintPart.hidden = false;
      this.input.addEventListener("change", () => this.take(this.input.files[0]));
      this.pauseButton.addEventListener("click", () => this.pause());
      this.resumeButton.addEventListener("click", () => this.resume());
      this.removeButton.addEventListener("click", () => this.remove());
      window.addEventListener("online", () => { if (this.state === "broken") this.resume(); });
      for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
        this.box.addEventListener(kind, (event) => {
          event.preventDefault();
          this.box.classList.toggle("upload--over", over);
          if (kind === "drop" && event.dataTransfer.files.length) {
            this.input.files = event.dataTransfer.files;
            this.take(event.dataTransfer.files[0]);
          }
        });
      }
    }

    /* What a page that was reloaded, or left by mistake, still knows. */
    async remember() {
      const past = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      if (!past || this.state !== "empty") return;
      if (!past.number) {
        this.hintPart.textContent = this.words.cut.replace("{name}", past.name);
        return;
      }
      const answer = await fetch(`${this.words.begin}${past.number}/`, {
        method: "HEAD", headers: { "Tus-Resumable": "1.0.0" },
      }).catch(() => null);
      if (this.state !== "empty") return;
      if (answer?.ok && answer.headers.get("Upload-Offset") === String(past.size)) {
        this.file = past;
        this.arrived(past.number);
      } else {
        sessionStorage.removeItem(this.key);
      }
    }

    note(number) {
      const { name, size } = this.file;
      sessionStorage.setItem(this.key, JSON.stringify({ name, size, number }));
    }

    take(file) {
      if (!file) return;
      this.drop();
      const endings = this.input.accept.split(",").filter(Boolean);
      const name = file.name.toLowerCase();
      if (endings.length && !endings.some((ending) => name.endsWith(ending))) {
        this.refuse(`${this.words.kind} ${endings.join(", ")}`);
      } else if (Number(this.words.max) && file.size > Number(this.words.max)) {
        this.refuse(this.words.large);
      } else if (file.size >= SMALL) {
        this.send(file);
      }
    }

    refuse(sentence) {
      this.input.value = "";
      this.complain(sentence);
    }

    complain(sentence) {
      this.errorPart.textContent = sentence;
      this.errorPart.hidden = !sentence;
      this.spokenPart.textContent = sentence;
    }

    async send(file) {
      this.file = file;
      this.change("running");
      this.input.removeAttribute("name");
      this.note("");
      try {
        const { Upload } = await fetchClient(this.words.client);
        if (this.file !== file) return;
        this.upload = new Upload(file, this.options(file));
        const [past] = await this.upload.findPreviousUploads();
        if (past) this.upload.resumeFromPreviousUpload(past);
        if (this.state === "running") this.upload.start();
      } catch {
        this.fail(this.words.failed);
      }
    }

    options(file) {
      const token = this.form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      return {
        endpoint: this.words.begin,
        chunkSize: PIECE,
        retryDelays: DELAYS,
        removeFingerprintOnSuccess: true,
        metadata: { filename: file.name, filetype: file.type },
        headers: { "X-CSRFToken": token },
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          if (!status) {
            if (this.state === "running") this.change("broken");
            return navigator.onLine;
          }
          return [409, 423].includes(status) || (status >= 500 && status !== 507);
        },
        onProgress: (sent, all) => this.advance(Math.floor((100 * sent) / all)),
        onError: (error) => this.stumble(error),
        onSuccess: () => {
          this.arrived(this.upload.url.split("/").filter(Boolean).pop());
        },
      };
    }

    advance(percent) {
      const before = Math.floor(this.percent / 25);
      this.percent = percent;
      if (this.state === "broken") this.state = "running";
      if (Math.floor(percent / 25) > before) this.spokenPart.textContent = this.sentence();
      this.show();
    }

    stumble(error) {
      const answer = error.originalResponse;
      if (!answer?.getStatus()) {
        this.change("broken");
        clearTimeout(this.timer);
        this.timer = setTimeout(() => { if (this.state === "broken") this.resume(); }, AGAIN);
        return;
      }
      const plain = (answer.getHeader("Content-Type") ?? "").startsWith("text/plain");
      this.fail(plain && answer.getBody() ? answer.getBody() : this.words.failed);
    }

    fail(sentence) {
      this.change("failed");
      this.complain(sentence);
    }

    pause() {
      this.upload?.abort();
      this.change("paused");
      this.resumeButton.focus();
    }

    resume() {
      this.change("running");
      if (this.upload) this.upload.start();
      else this.send(this.file);
    }

    arrived(number) {
      this.numberPart.value = number;
      this.percent = 100;
      this.note(number);
      this.change("done");
      this.numberPart.dispatchEvent(new Event("change", { bubbles: true }));
      const waiting = this.waiting;
      this.waiting = null;
      if (waiting && ![...fields].some((one) => one.form === this.form && one.isBusy)) {
        this.form.requestSubmit(waiting.submitter);
      }
    }

    /* Forget the file, here and on the server. */
    drop() {
      clearTimeout(this.timer);
      if (this.upload && this.state !== "done") this.upload.abort(true).catch(() => {});
      this.upload = null;
      this.file = null;
      this.waiting = null;
      this.percent = 0;
      this.numberPart.value = "";
      this.input.name = this.name;
      sessionStorage.removeItem(this.key);
      this.change("empty");
    }

    remove() {
      this.drop();
      this.input.value = "";
      this.input.focus();
    }

    /* The form wants to go: it waits for what is under way. */
    hold(submitter) {
      const running = ["running", "broken"].includes(this.state);
      this.waiting = running ? { submitter } : null;
      const sentence = running ? this.words.waiting : this.words.unfinished;
      if (running) this.spokenPart.textContent = sentence;
      else this.complain(sentence);
      this.show();
    }

    change(state) {
      this.state = state;
      this.complain("");
      this.show();
      if (state !== "empty") this.spokenPart.textContent = this.sentence();
    }

    sentence() {
      const words = {
        running: this.words.running, paused: this.words.paused, failed: this.words.paused,
        broken: this.words.broken, done: this.words.done,
      }[this.state] ?? "";
      const told = words.replace("{percent}", `${this.percent}%`)
        .replace("{size}", this.file ? sizeOf(this.file.size) : "");
      return this.waiting && this.state === "running" ? `${told}. ${this.words.waiting}` : told;
    }

    show() {
      const shown = (element, yes) => { element.hidden = !yes; };
      shown(this.filePart, this.state !== "empty");
      shown(this.barPart, this.isBusy);
      shown(this.pauseButton, ["running", "broken"].includes(this.state));
      shown(this.resumeButton, ["paused", "failed", "broken"].includes(this.state));
      shown(this.removeButton, this.state !== "empty");
      if (!this.file) return;
      this.namePart.textContent = this.file.name;
      this.barPart.value = this.percent;
      this.statePart.textContent = this.sentence();
    }
  }

  document.addEventListener("submit", (event) => {
    const own = [...fields].filter((one) => one.form === event.target);
    const busy = own.filter((one) => one.isBusy);
    if (!busy.length) {
      own.forEach((one) => sessionStorage.removeItem(one.key));
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    busy.forEach((one) => one.hold(event.submitter));
  }, true);

  const start = () => document.querySelectorAll("[data-upload]").forEach((box) => {
    if (box.dataset.started) return;
    box.dataset.started = "yes";
    fields.add(new Field(box));
  });
  document.addEventListener("htmx:after:swap", start);
  start();
})();
