// Starts GraphiQL against the address it was served from, with the token typed above it.
"use strict";

(() => {
  // Without the vendored files the page keeps its plain explanation.
  if (!window.React || !window.ReactDOM || !window.GraphiQL) return;

  const first = `# Type a token above first, then choose an example.
# Ctrl+Enter sends the query.
# Ctrl+Space completes a word.
# The book explains every field.
`;
  const root = ReactDOM.createRoot(document.getElementById("graphiql"));

  let token = "";
  let query;

  // Only with a token is the schema asked for: without one there is nothing to read.
  const show = () => {
    const fetcher = GraphiQL.createFetcher({
      url: window.location.pathname,
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
    root.render(
      React.createElement(GraphiQL, {
        fetcher,
        // A new token may see another schema, so everything starts anew with it.
        key: token,
        schema: token ? undefined : null,
        // Queries name cases: nothing stays on the machine when the tab is closed.
        storage: window.sessionStorage,
        defaultQuery: first,
        query,
        isHeadersEditorEnabled: false,
        shouldPersistHeaders: false,
      }),
    );
  };

  document.getElementById("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    token = document.getElementById("token").value.trim();
    document.getElementById("token-note").textContent = token
      ? "Token in use until you reload this page."
      : "No token: queries will be refused.";
    show();
  });
  document.getElementById("example").addEventListener("change", (event) => {
    if (!event.target.value) return;
    query = event.target.value;
    show();
  });
  show();
})();
