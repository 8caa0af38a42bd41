// Seconds in which a reply can still be taken back, and buttons that say that they are at work.

export function startCountdown() {
  setInterval(() => {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-countdown]'))) {
      const left = Number(element.dataset.countdown) - 1
      element.dataset.countdown = String(left)
      const words = left > 0 ? element.dataset.text : element.dataset.now
      element.textContent = (words ?? '').replace('{n}', String(left))
    }
  }, 1000)
  document.addEventListener('htmx:beforeRequest', (event) => say(event, true))
  document.addEventListener('htmx:afterRequest', (event) => say(event, false))
}

/** @param {Event} event @param {boolean} busy */
function say(event, busy) {
  const { elt } = /** @type {import('./types').HtmxEvent} */ (event).detail
  const words = elt.querySelector?.('[data-busy] span')
  const button = words?.closest('button')
  if (!(words instanceof HTMLElement) || !(button instanceof HTMLElement)) return
  button.dataset.idle ??= words.textContent ?? ''
  words.textContent = (busy ? button.dataset.busy : button.dataset.idle) ?? ''
}
