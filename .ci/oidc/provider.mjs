// node provider.mjs: a real OpenID provider on a free port of this machine, for tests; Node.js 20 or newer.
// Says its issuer on the first line. Each line it is given is one JSON command, answered with one line:
// {"rotate": n} signs with a new key and keeps the n last ones published; {"clock": seconds} goes by a clock so far off.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const SECRET = "an invented secret of an invented client";
const clients = {
  "quality-tool": { groups: ["LIF-Quality"], org: "ELM" },
  "case-mirror": { groups: ["LIF-Integrator"], org: "ELM" },
  "nobody": { groups: ["Catering"], org: "ELM" },
  "elsewhere": { groups: ["LIF-Quality"], org: "MARS" },
};
const signing = {
  "https://lif.example": { sign: { alg: "ES256" } },
  "https://other.example": { sign: { alg: "ES256" } },
  "https://lif.example/shared": { sign: { alg: "HS256", key: Buffer.from(SECRET), kid: "shared" } },
};
let made = 0;
let keys = [];
let current;

async function rotate(kept) {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: `key-${++made}`, alg: "ES256", use: "sig" };
  keys = [key, ...keys.slice(0, kept)];
  current = new Provider(issuer, {
    jwks: { keys },
    clients: Object.keys(clients).map((client_id) => ({
      client_id, client_secret: SECRET, grant_types: ["client_credentials"], redirect_uris: [], response_types: [],
      id_token_signed_response_alg: "ES256",
    })),
    cookies: { keys: ["invented"] },
    extraTokenClaims: (_ctx, token) => ({ realm: { groups: clients[token.clientId].groups, org: clients[token.clientId].org } }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => ({
          scope: "lif", accessTokenFormat: "jwt", accessTokenTTL: 300, jwt: signing[resource],
          audience: resource.replace("/shared", ""),
        }),
      },
    },
  });
  return key.kid;
}

const server = createServer((request, response) => current.callback()(request, response));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const now = Date.now;
await rotate(0);
console.log(issuer);
for await (const line of createInterface({ input: process.stdin })) {
  const { rotate: kept, clock } = JSON.parse(line);
  if (clock !== undefined) Date.now = () => now() + clock * 1000;
  console.log(kept === undefined ? "" : await rotate(kept));
}
server.close();
process.exit(0);
