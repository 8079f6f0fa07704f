
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const dialog = document.getElementById("cell");

function line(record) {
  const [, clause, outcome, subjects, reason] = record;
  const [id, sentence] = data.clauses[clause];
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = "#" + id;
  link.textContent = id;
  link.addEventListener("click", () => {
    dialog.close();
    document.getElementById(id).open = true;
  });
  const told = document.createElement("strong");
  told.className = outcome;
  told.textContent = " " + outcome + " ";
  item.append(link, told, sentence, subjects ? ` (looked at ${subjects} times)` : "");
  if (data.reasons[reason]) item.append(" – " + data.reasons[reason]);
  return item;
}

function show(scenario, chapter) {
  const list = document.createElement("ul");
  for (const record of data.records)
    if (record[0] === scenario && data.clauses[record[1]][0].startsWith(chapter + "-"))
      list.append(line(record));
  const [name, evidence] = data.scenarios[scenario];
  document.getElementById("cell-title").textContent = `${chapter}, ${name} (${evidence})`;
  document.getElementById("cell-list").replaceChildren(list);
  dialog.showModal();
}

document.getElementById("matrix").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-s]");
  if (button) show(Number(button.dataset.s), button.dataset.c);
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

function filter(wanted) {
  let count = 0;
  for (const part of document.querySelectorAll("[data-outcomes]")) {
    const fits = wanted === "all" || part.dataset.outcomes.split(" ").includes(wanted);
    part.hidden = !fits;
    if (fits && part.matches("tr")) count += 1;
  }
  document.getElementById("shown").textContent =
    wanted === "all" ? "" : `${count} of ${data.scenarios.length} scenarios`;
}

for (const input of document.querySelectorAll("input[name=filter]"))
  input.addEventListener("change", () => filter(input.value));
filter(document.querySelector("input[name=filter]:checked").value);
