/* Shows and hides questions while their form is filled in. The language of conditions is that of
   grants.questionnaires.conditions; the server decides again when the form is saved. */
(() => {
  "use strict";

  const NUMBER = /^(-?)([0-9]{1,30})(?:\.([0-9]{1,10}))?$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

  const isAnswered = (value) => value !== null && value !== undefined && value !== ""
    && !(Array.isArray(value) && value.length === 0);

  /* A decimal as a whole number of its ten-thousand-millionths, so that nothing is rounded. */
  const exact = (written) => {
    const parts = typeof written === "string" ? NUMBER.exec(written) : null;
    return parts && BigInt(`${parts[1]}${parts[2]}${(parts[3] ?? "").padEnd(10, "0")}`);
  };

  const order = (answer, value) => {
    const one = exact(answer);
    const other = exact(value);
    if (one !== null && other !== null) return one < other ? -1 : Number(one > other);
    if (typeof answer !== "string" || typeof value !== "string") return null;
    if (!DAY.test(answer) || !DAY.test(value)) return null;
    return answer < value ? -1 : Number(answer > value);
  };

  const same = (answer, value) => {
    if (typeof answer !== typeof value || Array.isArray(answer)) return false;
    const one = exact(answer);
    const other = exact(value);
    return one !== null && other !== null ? one === other : answer === value;
  };

  const COMPARISONS = {
    answered: () => true,
    equals: (answer, condition) => same(answer, condition.value),
    not_equals: (answer, condition) => !same(answer, condition.value),
    one_of: (answer, condition) => condition.values.some((value) => same(answer, value)),
    contains: (answer, condition) => Array.isArray(answer) && answer.includes(condition.value),
    at_least: (answer, condition) => (order(answer, condition.value) ?? -1) >= 0,
    at_most: (answer, condition) => (order(answer, condition.value) ?? 1) <= 0,
  };

  const holds = (condition, answers) => {
    if (!condition || Object.keys(condition).length === 0) return true;
    if ("all" in condition) return condition.all.every((one) => holds(one, answers));
    if ("any" in condition) return condition.any.some((one) => holds(one, answers));
    if ("not" in condition) return !holds(condition.not, answers);
    const answer = Object.hasOwn(answers, condition.question) ? answers[condition.question] : null;
    return isAnswered(answer) && COMPARISONS[condition.is](answer, condition);
  };

  /* The codes of the questions that are asked, in one walk from the first to the last. */
  const shown = (questions, answers) => {
    const seen = {};
    return questions.filter(({ code, condition }) => {
      if (!holds(condition, seen)) return false;
      if (Object.hasOwn(answers, code)) seen[code] = answers[code];
      return true;
    }).map(({ code }) => code);
  };

  const plainNumber = (written) => written.normalize("NFKC").toUpperCase()
    .replace(/HKD|HK\$|\$|,|\s/g, "");

  const values = (part, selector) => [...part.querySelectorAll(selector)].map(({ value }) => value);

  const READERS = {
    number: (part) => plainNumber(part.querySelector("input").value),
    money: (part) => plainNumber(part.querySelector("input").value),
    choice: (part) => values(part, "input:checked, select")[0] ?? "",
    several: (part) => values(part, "input:checked"),
    yes_no: (part) => ({ yes: true, no: false })[values(part, "input:checked")[0]] ?? null,
    table: (part) => values(part, "td input, td select, td textarea").filter((one) => one.trim()),
    file: (part) => {
      const chosen = values(part, "input[type=file]").join("");
      return chosen || (part.hasAttribute("data-attached") ? "attached" : "");
    },
  };

  const answerOf = (part) => {
    const read = READERS[part.dataset.kind];
    return read ? read(part) : (part.querySelector("input, textarea")?.value ?? "").trim();
  };

  const start = (root) => {
    const parts = [...root.querySelectorAll("[data-question]")];
    const elsewhere = JSON.parse(root.dataset.answers || "{}");
    const earlier = Object.keys(elsewhere).map((code) => ({ code }));
    const questions = parts.map((part) => ({
      code: part.dataset.question,
      condition: part.dataset.condition ? JSON.parse(part.dataset.condition) : null,
    }));
    const show = () => {
      const here = Object.fromEntries(parts.map((part) => [part.dataset.question, answerOf(part)]));
      const asked = new Set(shown([...earlier, ...questions], { ...elsewhere, ...here }));
      parts.forEach((part) => { part.hidden = !asked.has(part.dataset.question); });
    };
    root.querySelectorAll("[data-condition-words]").forEach((words) => { words.hidden = true; });
    root.addEventListener("input", show);
    root.addEventListener("change", show);
    show();
  };

  const begin = () => document.querySelectorAll("[data-conditions]:not([data-started])")
    .forEach((root) => { root.dataset.started = "yes"; start(root); });

  window.portalConditions = { holds, shown };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:after:swap", begin);
})();
