"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const dialog = document.getElementById("cell");

function made(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function unfold(inner) {
  for (let part = inner; part; part = part.parentElement)
    if (part.tagName === "DETAILS") part.open = true;
}

function line(record) {
  const [, clause, outcome, subjects, reason] = record;
  const [id, sentence] = data.clauses[clause];
  const item = document.createElement("li");
  const link = made("a", id);
  link.href = "#" + id;
  link.addEventListener("click", () => dialog.close());
  const name = data.outcomes[outcome][0];
  item.append(link, made("strong", ` ${name} `, name), sentence);
  item.append(subjects ? ` (looked at ${subjects} times)` : "");
  if (data.reasons[reason]) item.append(" – " + data.reasons[reason]);
  return item;
}

function isOf(record, chapter) {
  return data.clauses[record[1]][0].startsWith(chapter + "-");
}

function does(name) {
  const term = [...document.querySelectorAll(".does dt")].find((e) => e.textContent === name);
  return term ? term.nextElementSibling.textContent : "";
}

function show(scenario, chapter) {
  const list = document.createElement("ul");
  for (const record of data.records)
    if (record[0] === scenario && isOf(record, chapter)) list.append(line(record));
  const [name, evidence] = data.scenarios[scenario];
  document.getElementById("cell-title").textContent = `${chapter}, ${name} (${evidence})`;
  document.getElementById("cell-does").textContent = does(name);
  document.getElementById("cell-list").replaceChildren(list);
  dialog.showModal();
}

function list(chapter) {
  const cells = new Map();
  for (const record of data.records) {
    if (!isOf(record, chapter)) continue;
    if (!cells.has(record[0])) cells.set(record[0], data.outcomes.map(() => 0));
    cells.get(record[0])[record[2]] += record[5] || 1;
  }
  const rows = [...cells].map(([scenario, counts]) => {
    const button = made("button", data.scenarios[scenario][0] + " ");
    counts.forEach((count, i) => {
      if (count) button.append(made("span", ` ${count} ${data.outcomes[i][1]}`, data.outcomes[i][0]));
    });
    button.dataset.s = scenario;
    button.dataset.c = chapter;
    const item = document.createElement("li");
    item.append(button);
    return [counts.slice(1, 4).some(Boolean) || counts.slice(5).some(Boolean), item];
  });
  return rows.sort((a, b) => b[0] - a[0]).map((row) => row[1]);
}

for (const part of document.querySelectorAll(".by-chapter"))
  part.addEventListener("toggle", () => {
    if (part.open) part.lastElementChild.replaceChildren(...list(part.dataset.c));
  });

document.getElementById("matrix").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const cell = button.closest("td");
  const codes = cell && cell.closest("table").tHead.rows[0].cells;
  const chapter = cell ? codes[cell.cellIndex].textContent : button.dataset.c;
  show(Number((cell ? cell.parentElement : button).dataset.s), chapter);
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) unfold(document.getElementById(link.hash.slice(1)));
});

function filter(wanted) {
  let count = 0;
  for (const part of document.querySelectorAll("[data-outcomes]")) {
    const fits = wanted === "all" || part.dataset.outcomes.split(" ").includes(wanted);
    part.hidden = !fits;
    if (fits && part.matches("tr")) count += 1;
    if (wanted !== "all" && fits) unfold(part.parentElement);
  }
  document.getElementById("shown").textContent =
    wanted === "all" ? "" : `${count} of ${data.scenarios.length} scenarios`;
}

for (const input of document.querySelectorAll("input[name=filter]"))
  input.addEventListener("change", () => filter(input.value));
filter(document.querySelector("input[name=filter]:checked").value);

for (const part of document.querySelectorAll("[data-day]")) {
  const age = Math.floor((Date.now() - Date.parse(part.dataset.day)) / 864e5);
  if (age > 0) part.textContent = `, ${age} day${age === 1 ? "" : "s"} ago`;
}
if (location.hash) unfold(document.getElementById(location.hash.slice(1)));
