// Pieces of the page from its templates: `data-slot` names what is filled, text is only ever text.
export function piece(id) {
  return document.getElementById('t-' + id).content.firstElementChild.cloneNode(true);
}

export function slot(node, name) {
  return node.dataset.slot === name ? node : node.querySelector('[data-slot="' + name + '"]');
}

// Text into a slot; an empty one is not shown at all.
export function write(node, name, text) {
  const place = slot(node, name);
  place.textContent = text;
  place.hidden = text === '';
  return place;
}

export function show(node, name, wanted) {
  slot(node, name).hidden = !wanted;
}

export function act(node, name, work) {
  node.querySelectorAll('[data-act="' + name + '"]').forEach((button) => button.addEventListener('click', work));
}

export function element(tag, css, text) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text !== undefined) made.textContent = text;
  return made;
}

// A state: shape and word.
export function state(kind, word, fresh = false) {
  const made = piece('state-' + kind);
  if (fresh) made.classList.add('ll-fresh');
  made.append(word);
  return made;
}
