/** An htmx event: the request's own objects, as far as they are read here. */
export interface HtmxEvent extends Event {
  detail: {
    elt: HTMLElement
    target: HTMLElement
    xhr: XMLHttpRequest
    successful?: boolean
    shouldSwap: boolean
    parameters?: Record<string, string>
    headers?: Record<string, string>
    requestConfig?: { verb: string }
  }
}
