/** The undo bar stays until it is put away or the next decision replaces it; nothing is timed. */
export function startUndo() {
  document.addEventListener('click', (event) => {
    const at = /** @type {HTMLElement} */ (event.target)
    const bar = /** @type {HTMLElement | null} */ (at.closest?.('[data-undo-close]')?.closest('.undo') ?? null)
    if (bar) bar.hidden = true
    const away = /** @type {HTMLElement | null} */ (at.closest?.('[data-puts-away]') ?? null)
    const row = document.getElementById(away?.dataset.putsAway ?? '')
    if (row) row.hidden = true
  })
}
