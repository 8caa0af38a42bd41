/** Buttons that copy an address or a key: `data-copy` is what, `data-done` what to say after. */
export function startCopying() {
  document.addEventListener('click', async (event) => {
    const at = /** @type {HTMLElement} */ (event.target)
    const button = /** @type {HTMLElement | null} */ (at.closest?.('[data-copy]') ?? null)
    if (!button) return
    await navigator.clipboard.writeText(button.dataset.copy ?? '')
    const words = button.querySelector('span')
    const said = document.getElementById('said')
    if (words) words.textContent = button.dataset.done ?? ''
    if (said) said.textContent = button.dataset.done ?? ''
  })
}
