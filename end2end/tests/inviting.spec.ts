// The address field and its answer (PRODUCT.md section 5, UX section 2): nothing is dropped silently.
import { expectAccessible } from '../fixtures/accessible';
import { expect, test } from '../fixtures/test';

test('bad addresses stand out with their reasons, and the answer names every address', async ({ administrator }) => {
  const { page, js } = administrator;
  await administrator.send(['known@x.example']);
  await administrator.startInviting();
  const list = [
    'Ada Lovelace <ada@x.example>',
    'known@x.example',
    'not-an-address',
    'bob@host',
    'two@@x.example',
    'ada@X.example',
    'mailto:carl@x.example',
  ].join('; ');
  await administrator.fillInvitation(list);
  if (js) {
    const chips = page.getByRole('list', { name: 'Addresses to invite' }).getByRole('listitem');
    // Six: the doubled address is counted, not listed twice.
    await expect(chips).toHaveCount(6);
    await expect(chips.filter({ hasText: 'not-an-address' })).toContainText('The @ is missing');
    await expect(chips.filter({ hasText: 'bob@host' })).toHaveClass(/tone-bad/);
    await expect(administrator.submitButton()).toHaveText('SUBMIT 3 invitations');
    await expectAccessible(page, 'the dialog with bad addresses');
  }
  await administrator.submitButton().click();
  const result = administrator.result();
  await expect(result).toContainText('2 invited');
  for (const named of ['ada@x.example', 'carl@x.example', 'known@x.example', 'not-an-address', 'bob@host', 'two@@x.example']) {
    await expect(result, named).toContainText(named);
  }
  await expect(result).toContainText('Have an open invitation already (Pending):');
  await expect(result).toContainText('The @ is missing');
  await administrator.visitor.alive();
  await expectAccessible(page, 'the answer');

  // What failed stays, to be mended; what was invited is not invited again.
  if (js) {
    const chips = page.getByRole('list', { name: 'Addresses to invite' }).getByRole('listitem');
    await expect(chips).toHaveCount(3);
  } else {
    await expect(administrator.addressField()).toHaveValue('not-an-address\nbob@host\ntwo@@x.example');
  }
  await administrator.openInvitations();
  expect((await administrator.emails()).sort()).toEqual(['ada@x.example', 'carl@x.example', 'known@x.example']);
});

test('a list that is pasted becomes chips at once', async ({ administrator, context }) => {
  test.skip(!administrator.js, 'chips need scripts');
  const { page } = administrator;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await administrator.startInviting();
  await page.evaluate(() => navigator.clipboard.writeText('a@x.example;b@x.example, c@x.example\n"Doe, Jane" <d@x.example>'));
  await administrator.addressField().focus();
  await page.keyboard.press('Control+V');
  const chips = page.getByRole('list', { name: 'Addresses to invite' }).getByRole('listitem');
  await expect(chips).toHaveCount(4);
  await expect(administrator.submitButton()).toHaveText('SUBMIT 4 invitations');
  await page.getByRole('button', { name: 'Remove b@x.example' }).click();
  await expect(chips).toHaveCount(3);

  // Backspace marks the last chip, a second one removes it (UX-INV-02).
  await administrator.addressField().focus();
  await page.keyboard.press('Backspace');
  await expect(chips).toHaveCount(3);
  await page.keyboard.press('Backspace');
  await expect(chips).toHaveCount(2);

  // Closing with unsent chips asks once (UX-INV-11).
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toContainText('2 addresses are not sent yet.');
  await page.getByRole('button', { name: 'Go on writing' }).click();
  await expect(chips).toHaveCount(2);

  // An accidental reload loses nothing.
  await page.reload();
  await administrator.visitor.alive();
  await administrator.visitor.button('INVITE').click();
  await expect(chips).toHaveCount(2);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard and close' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('Nobody is invited yet')).toBeVisible();
});

test('a double click invites once', async ({ administrator, mailbox }) => {
  await administrator.startInviting();
  await administrator.fillInvitation('once@x.example');
  await administrator.submitButton().dblclick();
  await expect(administrator.result()).toContainText('1 invited');
  await mailbox.next('once@x.example', /invites you/);
  await administrator.openInvitations();
  await expect.poll(() => administrator.emails()).toEqual(['once@x.example']);
  expect(mailbox.count('once@x.example')).toBe(1);
});

test('the same submission sent twice invites once, and answers the same', async ({ administrator, mailbox }) => {
  const submission = {
    key: crypto.randomUUID(),
    addresses: 'again@x.example',
    role: 'Customer',
    validity_hours: '72',
    custom_hours: '',
    message: '',
  };
  const first = await administrator.call('invitations/invite', submission);
  const second = await administrator.call('invitations/invite', submission);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(JSON.parse(second.body)).toEqual(JSON.parse(first.body));
  const other = await administrator.call('invitations/invite', { ...submission, addresses: 'other@x.example' });
  expect(other.status).toBe(409);
  await mailbox.next('again@x.example', /invites you/);
  expect(mailbox.count('again@x.example')).toBe(1);
});

test('role, validity and message reach the mail and the row', async ({ administrator, mailbox, portal }) => {
  await administrator.invite('team@x.example', { role: 'Team', validity: '24 hours', message: 'Bread & "butter", from 3 on.' });
  const letter = await mailbox.next('team@x.example', /invites you/);
  expect(letter.text).toContain('with the role Team');
  expect(letter.text).toContain('Bread & "butter", from 3 on.');
  expect(letter.html).toMatch(/Bread &(amp|#38); (&quot;|&#34;|")butter/);
  await administrator.openInvitations();
  await expect(administrator.cell('team@x.example', 'Role')).toHaveText('Team');
  const until = await administrator.cell('team@x.example', 'Valid until').locator('time').getAttribute('datetime');
  const hours = (new Date(until ?? '').getTime() - portal.now().getTime()) / 3_600_000;
  expect(hours).toBeGreaterThan(23.9);
  expect(hours).toBeLessThanOrEqual(24);
});

test('what a submission may not say is refused with nothing lost', async ({ administrator, visitor }) => {
  const { page, js } = administrator;
  await administrator.startInviting();
  await administrator.fillInvitation('kept@x.example', { message: 'See <a href="x">this</a>.', validity: '7 days' });
  await administrator.submitButton().click();
  const message = page.getByLabel('Message');
  await expect(message).toHaveAttribute('aria-invalid', 'true');
  await visitor.alive();
  await expect(message).toHaveValue('See <a href="x">this</a>.');
  await expect(page.getByRole('radio', { name: '7 days' })).toBeChecked();
  if (js) await expect(page.getByRole('list', { name: 'Addresses to invite' })).toContainText('kept@x.example');
  else await expect(administrator.addressField()).toHaveValue('kept@x.example');
  await message.fill('See this.');
  await administrator.submitButton().click();
  await expect(administrator.result()).toContainText('1 invited');
});

test('a large list runs to its end and names everybody', async ({ administrator }) => {
  const { page, js } = administrator;
  const addresses = Array.from({ length: 120 }, (_, n) => `person${n}@x.example`);
  await administrator.startInviting();
  await administrator.fillInvitation(addresses.join(' '));
  await administrator.submitButton().click();
  if (js) {
    // More than fifty mails ask first (DST-02).
    const asked = page.getByRole('dialog', { name: 'Send 120 invitations?' });
    await expect(asked).toBeVisible();
    await expectAccessible(page, 'the question before many mails');
    await asked.getByRole('button', { name: 'SUBMIT 120 invitations' }).click();
  }
  await expect(async () => {
    if (!js) await page.reload();
    await expect(administrator.result()).toContainText('120 invited', { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await administrator.openInvitations();
  await expect(page.getByText('1–50 of 120')).toBeVisible();
});
