// What is refused on the wire, past every browser: hosts, origins, methods, bodies (SECURITY WEB).
import { request as httpRequest } from 'node:http';
import { expect, test, OWNER } from '../fixtures/test';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One request exactly as written; no client adds or mends anything. */
function send(url: string, method: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { method, headers, setHost: !('host' in headers) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test.beforeEach(({ javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'no browser is asked');
});

test('another host, another site and another method are refused', async ({ portal }) => {
  const at = (path: string) => portal.url.replace('localhost', '127.0.0.1') + path;
  const login = new URLSearchParams({ email: OWNER.email, password: OWNER.password }).toString();

  for (const host of ['evil.example', `evil.example:${new URL(portal.url).port}`, 'localhost:1']) {
    expect((await send(at('/login'), 'GET', { host })).status, host).toBe(421);
  }
  const foreign = { ...FORM, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await send(at('/login'), 'POST', foreign, login)).status).toBe(403);
  expect((await send(at('/login'), 'POST', { ...FORM, origin: 'null' }, login)).status).toBe(403);
  expect((await send(at('/login'), 'POST', FORM, login)).status, 'no origin').toBe(403);
  expect((await send(at('/login'), 'POST', { ...FORM, origin: portal.url }, login)).status).toBe(303);

  for (const path of ['/logout', '/invite/ask', '/theme']) {
    expect((await send(at(path), 'GET', {})).status, path).toBe(405);
  }
  // A function is nothing to look at.
  expect((await send(at('/api/invitations/delete'), 'GET', {})).status).toBe(404);
});

test('a form with unknown, doubled or missing fields is refused and changes nothing', async ({ portal }) => {
  const post = (body: string) => send(`${portal.url}/login`, 'POST', { ...FORM, origin: portal.url }, body);
  const whole = `email=${encodeURIComponent(OWNER.email)}&password=${encodeURIComponent(OWNER.password)}`;
  expect((await post(`${whole}&role=Owner`)).status).toBe(400);
  expect((await post(`${whole}&password=x`)).status).toBe(400);
  expect((await post('email=a%40x.example')).status).toBe(400);
  const large = await post(`${whole}&next=${'x'.repeat(100_000)}`);
  expect(large.status).toBe(413);
  expect((await post(whole)).status).toBe(303);
});

test('every answer carries the headers of a page that trusts nobody', async ({ portal }) => {
  for (const path of ['/login', '/nowhere', '/register', '/invite', '/setup/x']) {
    const answer = await send(`${portal.url}${path}`, 'GET', {});
    const policy = String(answer.headers['content-security-policy']);
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain('unsafe-inline');
    expect(answer.headers['x-content-type-options'], path).toBe('nosniff');
    expect(answer.headers['referrer-policy'], path).toBeTruthy();
    expect(answer.headers['cache-control'], path).toContain('no-store');
  }
});

test('health is told without secrets', async ({ portal }) => {
  for (const path of ['/livez', '/readyz', '/healthz']) {
    expect((await send(`${portal.url}${path}`, 'GET', {})).status, path).toBe(200);
  }
});
