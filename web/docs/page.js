/** The API's document as a page to try it on. The bundle is Swagger UI's, from the package `fastapi-offline`. */
window.SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });
