// Starts Swagger UI, whose own bundle comes before this script.

const place = document.getElementById('api-docs')
const ui = /** @type {{ SwaggerUIBundle?: (options: object) => void }} */ (
  /** @type {unknown} */ (window)).SwaggerUIBundle
if (place && ui) ui({ url: place.dataset.openapi, domNode: place, deepLinking: true, validatorUrl: null })
