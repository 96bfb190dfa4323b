// Inviting through one's own mail client (K; PRODUCT.md section 6): everybody in bcc, the link to the registration page.
import { expectAccessible } from '../fixtures/accessible';
import { expect, PORTAL_NAME, test } from '../fixtures/test';

/** What a mail client reads in a `mailto:` address. */
function read(href: string | null): { bcc: string[]; subject: string; body: string } {
  const url = new URL(href ?? '');
  expect(url.protocol).toBe('mailto:');
  expect(url.pathname).toBe('');
  const field = (name: string) => url.searchParams.get(name) ?? '';
  return { bcc: field('bcc').split(','), subject: field('subject'), body: field('body') };
}

test('a list separated by commas opens in the mail client, and the link leads to the registration page', async ({
  administrator,
  arrive,
}) => {
  const { page, visitor } = administrator;
  await visitor.open('/consumers/developers');
  await page.getByRole('link', { name: 'Invite Developers', exact: true }).click();
  await visitor.at('Invite Developers');
  await expectAccessible(page, 'Invite Developers');
  await page.getByLabel('Email addresses').fill('ada@x.example, Ben Okri <ben+news@x.example>,ADA@x.example');
  await visitor.button('Invite').click();
  const link = page.getByRole('link', { name: 'Open the message · 2 addresses' });
  await expect(link).toBeVisible();
  const mail = read(await link.getAttribute('href'));
  expect(mail.bcc).toEqual(['ada@x.example', 'ben+news@x.example']);
  expect(mail.subject).toBe(`Your invitation to ${PORTAL_NAME}`);
  await expectAccessible(page, 'a message to open');
  const guest = await arrive();
  await guest.page.goto(/https?:\/\/\S+/.exec(mail.body)?.[0] ?? '');
  await guest.at('Create your account');
});

test('the text is changed, a long list is split, and what is no address is named', async ({ administrator }) => {
  const { page, visitor } = administrator;
  await visitor.open('/consumers/developers/invite');
  await page.getByLabel('Text').fill('Come and see.');
  const people = Array.from({ length: 120 }, (_, n) => `person${n}@example.org`);
  await page.getByLabel('Email addresses').fill(`${people.join(', ')}, nonsense`);
  await visitor.button('Invite').click();
  await expect(page.getByText('1 entry is no address and is left out')).toBeVisible();
  await expect(page.getByRole('main').getByText('The list is too long for one message: it is split into 2.')).toBeVisible();
  const reached: string[] = [];
  for (const link of await page.getByRole('link', { name: /^Open message \d of 2/ }).all()) {
    const mail = read(await link.getAttribute('href'));
    expect(mail.body).toBe('Come and see.');
    reached.push(...mail.bcc);
  }
  expect(reached).toEqual(people);
});

test('nothing written is told at its field', async ({ administrator, watch }) => {
  const { page, visitor } = administrator;
  await visitor.open('/consumers/developers/invite');
  watch.expectRefusal(400);
  await visitor.button('Invite').click();
  await expect(page.getByLabel('Email addresses')).toHaveAttribute('aria-invalid', 'true');
});

test('the invite dialog opens the mail app with what stands in it', async ({ administrator }) => {
  const { page } = administrator;
  await administrator.startInviting();
  await administrator.fillInvitation('ada@x.example; ben@x.example', { message: 'See you on Monday.' });
  await administrator.visitor.button('Open in my mail app').click();
  if (!administrator.js) {
    await administrator.visitor.at('Invite Developers');
    await expect(page.getByLabel('Email addresses')).toHaveValue('ada@x.example; ben@x.example');
  }
  const mail = read(await page.getByRole('link', { name: /^Open the message/ }).getAttribute('href'));
  expect(mail.bcc).toEqual(['ada@x.example', 'ben@x.example']);
  expect(mail.body).toContain('See you on Monday.');
  expect(mail.body).toContain('/register');
});

test('without self-registration the link would lead nowhere, and that is said', async ({ administrator }) => {
  const { page, visitor } = administrator;
  await administrator.change({ self_registration: 'off' });
  await visitor.open('/consumers/developers/invite');
  await expect(page.getByText('Self-registration is off')).toBeVisible();
  await expect(visitor.button('Invite')).toHaveCount(0);
  await administrator.startInviting();
  await expect(page.getByText('Self-registration is off')).toBeVisible();
  await expect(visitor.button('Open in my mail app')).toHaveCount(0);
  const answer = await administrator.call('own_mail/write', { addresses: 'ada@x.example', text: 'Come' });
  expect(answer.status, answer.body).toBe(409);
});
