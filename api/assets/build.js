// Builds dist/: app.js, theme.js, app.css with its fonts, icons.svg, what shows notices while no page
// is open, what lets a phone install the console, the API docs page's files,
// each with a hash of its content in its name, and manifest.json {logical name: file}.

import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = import.meta.dirname
const dist = join(here, 'dist')
const modules = join(here, 'node_modules')

// Icons used by the templates; each stands beside a word.
const ICONS = [
  'activity', 'arrow-up-right',
  'ban', 'bell', 'book-open', 'building-2', 'check', 'chevron-down', 'chevron-left', 'chevron-right',
  'circle', 'circle-check', 'circle-dashed', 'clock', 'clock-alert', 'copy', 'crosshair', 'download',
  'external-link', 'eye', 'eye-off', 'file-text', 'inbox', 'info', 'key-round', 'keyboard', 'languages', 'layers', 'chart-column', 'log-out',
  'message-square', 'octagon-alert', 'paperclip', 'pause', 'pencil', 'plug', 'reply', 'rotate-cw', 'route', 'scale', 'scroll-text', 'search',
  'shield', 'signpost', 'sliders-horizontal', 'stamp', 'sun-moon', 'triangle-alert', 'undo-2', 'upload', 'user', 'users', 'x',
]

/** @type {Record<string, string>} */
const manifest = {}

await rm(dist, { recursive: true, force: true })
await mkdir(dist, { recursive: true })
await bundle()
await emit('icons.svg', await sprite())
await emit('favicon.svg', await readFile(join(here, 'src', 'favicon.svg')))
for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
  await emit(name, await readFile(join(modules, 'swagger-ui-dist', name)))
}
const install = await readFile(join(here, 'src', 'manifest.webmanifest'), 'utf8')
await emit('manifest.webmanifest', install.replace('"icon"', JSON.stringify(manifest['favicon.svg'])))
await writeFile(join(dist, 'manifest.json'), JSON.stringify(manifest, sorted(manifest), 2) + '\n')
await report()

/** Our scripts and styles, with htmx in app.js and the fonts beside app.css. */
async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ['app.js', 'theme.js', 'apidocs.js', 'service-worker.js', 'app.css'].map((name) => `src/${name}`),
    outdir: 'dist',
    bundle: true,
    minify: true,
    metafile: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file' },
    // htmx holds one eval, which its configuration here turns off and the page's policy refuses.
    logOverride: { 'direct-eval': 'silent' },
  })
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path)
  }
}

/** All icons in one file, to be used by `<use href="…#name">`. */
async function sprite() {
  const symbols = await Promise.all(ICONS.map(async (name) => {
    const svg = await readFile(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8')
    const shapes = svg.replace(/[\s\S]*?<svg[\s\S]*?>/, '').replace(/<\/svg>\s*$/, '')
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, ' ').trim()}</symbol>`
  }))
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
}

/** @param {string} name @param {string | Buffer} content */
async function emit(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase()
  const file = `${basename(name, extname(name))}-${hash}${extname(name)}`
  await writeFile(join(dist, file), content)
  manifest[name] = file
}

/** Prints what a first visit costs; over the budget the build fails. */
async function report() {
  const budget = 60 * 1024
  let total = 0
  for (const name of ['app.js', 'app.css']) {
    const size = gzipSync(await readFile(join(dist, manifest[name]))).length
    total += size
    console.log(`${name} ${(size / 1024).toFixed(1)} KiB compressed`)
  }
  if (total > budget) throw new Error(`app.js and app.css are ${total} bytes, over ${budget}`)
}

/** @param {Record<string, string>} record */
function sorted(record) {
  return Object.keys(record).sort()
}
