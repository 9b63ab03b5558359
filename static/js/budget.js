/* The sums of the budget while it is typed, by the rules of grants.applications.budget.reckon.
   The server reckons them again when the page is saved; without this script that is enough. */
(() => {
  "use strict";

  const CAP_OF_THE_SCHEME = 50000000n;

  /* Cents of an amount as portal.ui.fields.MoneyField reads it; 0 for what is no amount. */
  const cents = (written) => {
    const plain = written.normalize("NFKC").toUpperCase().replace(/HKD|HK\$|\$|,|\s/g, "");
    const parts = /^(\d{0,10})(?:\.(\d{0,2}))?$/.exec(plain);
    return parts ? BigInt((parts[1] || "0") + (parts[2] ?? "").padEnd(2, "0")) : 0n;
  };

  const money = (amount) => {
    const sign = amount < 0n ? "\u2212" : "";
    const positive = amount < 0n ? -amount : amount;
    const rest = String(positive % 100n).padStart(2, "0");
    const dollars = (positive / 100n).toLocaleString("en");
    return `${sign}HK$${dollars}${rest === "00" ? "" : `.${rest}`}`;
  };

  const least = (...amounts) => amounts.reduce((one, other) => (other < one ? other : one));
  const wholeDollars = (amount) => amount - (amount % 100n);

  const linesOf = (form, notFunded) => [...form.querySelectorAll("[data-formset-row]")].map((row) => {
    const field = (name) => row.querySelector(`[name$="-${name}"]`);
    return {
      amount: field("DELETE")?.checked ? 0n : cents(field("amount").value),
      isEligible: !notFunded.includes(field("kind").value),
    };
  });

  const sumsOf = (lines, { rate, cap, shares }) => {
    const total = (some) => some.reduce((sum, line) => sum + line.amount, 0n);
    const cost = total(lines);
    const eligible = total(lines.filter((line) => line.isEligible));
    const grant = wholeDollars(least(cap, CAP_OF_THE_SCHEME, (eligible * rate) / 100n));
    const earlier = shares.slice(0, -1).map((share) => wholeDollars((grant * share) / 100n));
    const last = earlier.reduce((left, amount) => left - amount, grant);
    const instalments = [...earlier, last].map((amount, i) => `${money(amount)} (${shares[i]} %)`);
    return {
      project_cost: money(cost),
      eligible_total: money(eligible),
      grant: money(grant),
      own_share: money(cost - grant),
      instalments: instalments.join(", "),
    };
  };

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.querySelector("[data-budget]");
    const form = panel?.closest("form");
    if (!form) return;
    const spoken = panel.querySelector("[data-budget-spoken]");
    const note = panel.querySelector("[data-budget-note]");
    const notFunded = panel.dataset.notFunded.split(" ");
    const rules = {
      rate: BigInt(panel.dataset.rate),
      cap: cents(panel.dataset.cap),
      shares: panel.dataset.shares.split(",").map(BigInt),
    };
    let pause;
    const show = () => {
      const sums = sumsOf(linesOf(form, notFunded), rules);
      Object.entries(sums).forEach(([name, words]) => {
        panel.querySelector(`[data-sum="${name}"]`).textContent = words;
      });
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = `${spoken.dataset.words}: ${sums.grant}`; }, 1000);
    };
    note.textContent = note.dataset.live;
    form.addEventListener("input", show);
  });
})();
