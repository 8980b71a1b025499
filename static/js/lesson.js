/* A refusal that comes with its explanation (401: signed out, 422: not accepted) is shown where
   the answer would have been; htmx by itself shows nothing. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([401, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
});
