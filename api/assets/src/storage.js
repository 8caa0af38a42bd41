// What a person chose on this machine. A browser may refuse storage; then a choice lasts a page.

/** @param {string} name @returns {string | null} */
export function recall(name) {
  try { return localStorage.getItem(name) } catch { return null }
}

/** @param {string} name @param {string | null} value null forgets */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch { /* nothing to do */ }
}
