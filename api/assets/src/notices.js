// Refusals and silence. A refusal is a fragment of ours that lands in #notice (htmx-config); what a
// proxy or no server at all says is put in our own words. Typed text stays where it is.

/** @typedef {import('./types').HtmxEvent} HtmxEvent */

export function startNotices() {
  forgetSaved()
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { detail } = /** @type {HtmxEvent} */ (event)
    if (detail.xhr.status < 400 || detail.xhr.status === 422) return
    if (!detail.xhr.responseText.includes('data-answer')) {
      detail.shouldSwap = false
      say('bad-answer')
    }
  })
  document.addEventListener('htmx:sendError', () => say('away'))
  document.addEventListener('htmx:timeout', () => say('away'))
  document.addEventListener('htmx:afterRequest', (event) => {
    const { detail } = /** @type {HtmxEvent} */ (event)
    if (detail.successful && detail.requestConfig?.verb !== 'get') place()?.replaceChildren()
  })
  startKeeping()
}

/** @param {string} template */
function say(template) {
  const source = document.getElementById(template)
  if (source instanceof HTMLTemplateElement) place()?.replaceChildren(source.content.cloneNode(true))
}

function place() {
  return document.getElementById('notice')
}

/** “Đã lưu.” is said once: a reload, Back or a bookmark of the address must not say it again. */
function forgetSaved() {
  const address = new URL(location.href)
  if (!address.searchParams.has('saved')) return
  address.searchParams.delete('saved')
  history.replaceState(history.state, '', address)
  sayWhereItWas(document.getElementById(address.hash.slice(1)))
}

/** Far down a page nobody sees its top: the word goes to the part that the address points at. @param {HTMLElement | null} part */
function sayWhereItWas(part) {
  const said = place()?.querySelector('.notice-good')
  if (!part || !said) return
  if (/^H\d$/.test(part.tagName)) part.after(said)
  else part.prepend(said)
}

/** Asks before leaving a form in which something was typed and not sent. */
function startKeeping() {
  let typed = false
  document.addEventListener('input', (event) => {
    const at = /** @type {HTMLElement} */ (event.target)
    if (at.closest?.('[data-keeps-typing]')) typed = true
  })
  document.addEventListener('submit', () => { typed = false })
  document.addEventListener('htmx:afterRequest', (event) => {
    const { elt, successful } = /** @type {HtmxEvent} */ (event).detail
    if (successful && (elt.matches('[data-keeps-typing]') || elt.closest('#case'))) typed = false
  })
  addEventListener('beforeunload', (event) => { if (typed) event.preventDefault() })
}
