// A person's own keys: what they press is turned into what the page declares, and what the page
// shows beside its buttons into what they press. The choice is kept by the server. It is a choice
// of the page's keys: the choices of a dialog are numbered, and their numbers stay as they are.

/** Declared key → the key that this person presses for it. @returns {Record<string, string>} */
function chosen() {
  try {
    return JSON.parse(document.body.dataset.keys ?? '{}')
  } catch { return {} }
}

export function startOwnKeys() {
  relabel()
  document.addEventListener('htmx:afterSettle', relabel)
}

/** What a pressed key means here; null for one whose meaning was moved away. @param {string | null} pressed @returns {string | null} */
export function meant(pressed) {
  if (pressed === null) return null
  const keys = chosen()
  const of = Object.keys(keys).find((declared) => keys[declared] === pressed)
  if (of) return of
  return pressed in keys ? null : pressed
}

/** What to press for a declared key or sequence. @param {string} declared */
export function shown(declared) {
  const keys = chosen()
  return declared.split(' ').map((part, at) => (at === 0 ? keys[part] ?? part : part)).join(' ')
}

function relabel() {
  if (Object.keys(chosen()).length === 0) return
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-key]:not([data-own-key], dialog *)'))
  for (const element of all) {
    const own = shown(element.dataset.key ?? '')
    element.dataset.ownKey = own
    if (element.hasAttribute('aria-keyshortcuts')) element.setAttribute('aria-keyshortcuts', own)
    const label = element.querySelector('kbd')
    if (label && own !== element.dataset.key) label.textContent = own
  }
}
