// A Customer has a plain home, and not one administrative page or function (PRODUCT.md section 4).
import { expectAccessible } from '../fixtures/accessible';
import { Administrator } from '../fixtures/administrator';
import { expect, test, type Person } from '../fixtures/test';

const FAY: Person = { name: 'Fay Ng', email: 'fay@x.example', password: 'Granite5!meadow' };

const PAGES = [
  '/consumers/invitations',
  '/consumers/invitations/new',
  '/consumers/invitations/0198c0de-0000-7000-8000-000000000000',
  '/consumers/developers',
  '/consumers/developers/0198c0de-0000-7000-8000-000000000000',
  '/groups',
  '/groups/0198c0de-0000-7000-8000-000000000000',
  '/mail',
  '/mail/0198c0de-0000-7000-8000-000000000000',
  '/mail/0198c0de-0000-7000-8000-000000000000/html',
  '/settings/approval',
  '/settings/passwords',
  '/settings/appearance',
  '/settings/mail',
  '/settings/limits',
  '/roles',
];

const FUNCTIONS = [
  'invitations/list',
  'invitations/row',
  'invitations/detail',
  'invitations/next_waiting',
  'invitations/invite',
  'invitations/submission',
  'invitations/resend',
  'invitations/delete',
  'invitations/accept',
  'invitations/deny',
  'invitations/lift_opt_out',
  'developers/list',
  'developers/detail',
  'developers/approve',
  'developers/reject',
  'developers/revoke',
  'developers/delete',
  'developers/judge',
  'developers/change_role',
  'developers/start_reset',
  'groups/list',
  'groups/offered',
  'groups/one',
  'groups/create',
  'groups/rename',
  'groups/delete',
  'groups/remove',
  'groups/set',
  'domains/create',
  'mail/list',
  'mail/one',
  'mail/retry',
  'mail/test',
  'roles/read',
  'settings/read',
  'settings/change',
];

test('a Customer sees a plain home and nothing else', async ({ administrator, arrive }) => {
  await administrator.send([FAY.email]);
  const fay = await arrive();
  await fay.join(FAY);
  await fay.logIn(FAY);
  await fay.atHome(FAY.name);
  await expect(fay.page.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveText(['Home', 'My invitations', 'Domains', 'Account']);
  await expectAccessible(fay.page, 'the home page');

  for (const path of PAGES) {
    const answer = await fay.page.goto(path);
    expect(answer?.status(), path).toBe(403);
    await fay.at('Your role does not allow this');
  }
  await expectAccessible(fay.page, 'the page of a forbidden address');
  const asCustomer = new Administrator(fay);
  for (const path of FUNCTIONS) {
    const answer = await asCustomer.call(path, { id: '0198c0de-0000-7000-8000-000000000000' });
    expect(answer.status, `${path}: ${answer.body}`).toBe(403);
  }
});

test('nobody in particular sees nothing in particular', async ({ visitor, portal }) => {
  for (const path of ['/', '/account', ...PAGES]) {
    await visitor.page.goto(path);
    await expect(visitor.page, path).toHaveURL(/\/login(\?next=|$)/);
  }
  const nobody = new Administrator(visitor);
  for (const path of [...FUNCTIONS, 'account/sessions', 'account/rename', 'account/change_password']) {
    const answer = await nobody.call(path, { id: 'x' });
    expect(answer.status, path).toBe(401);
  }
  const answer = await visitor.page.goto(`${portal.url}/nowhere`);
  expect(answer?.status()).toBe(404);
  await visitor.at('There is nothing here');
  await expectAccessible(visitor.page, 'the page of an unknown address');
});

test('an invitation carries no administrative role', async ({ administrator }) => {
  for (const role of ['Owner', 'Administrator', 'Reviewer', 'Nobody']) {
    const answer = await administrator.call('invitations/invite', {
      key: crypto.randomUUID(),
      addresses: 'gil@x.example',
      role,
      validity_hours: '72',
      custom_hours: '',
      message: '',
    });
    expect(answer.status, role).toBeGreaterThanOrEqual(400);
    expect(answer.status, role).toBeLessThan(500);
  }
  await administrator.openInvitations();
  await expect(administrator.page.getByText('Nobody is invited yet')).toBeVisible();
});
