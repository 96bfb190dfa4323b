// The table (UX section 1): the whole view is in the address, and comes back from it.
import { expectAccessible } from '../fixtures/accessible';
import type { Administrator } from '../fixtures/administrator';
import { expect, test } from '../fixtures/test';

const COUNT = 60;
const email = (n: number) => `person${String(n).padStart(3, '0')}@x.example`;

async function fill(administrator: Administrator): Promise<void> {
  await administrator.send(Array.from({ length: COUNT }, (_, n) => email(n)));
  await expect(async () => {
    await administrator.openInvitations();
    await expect(administrator.page.getByText(`1–50 of ${COUNT}`)).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test('search, sort, filter and page are restored from a pasted address', async ({ administrator, arrive }) => {
  const { page, visitor } = administrator;
  await fill(administrator);

  // By the form: Enter and the button do the same (TBL-05).
  const search = page.getByRole('search').getByLabel('Email');
  await search.fill('son01');
  await page.getByRole('search').getByRole('button', { name: 'SEARCH' }).click();
  await expect(page).toHaveURL(/search=son01/);
  await expect(page.getByText('1–10 of 10')).toBeVisible();
  await visitor.alive();

  // Sorting: exactly one column carries aria-sort (TBL-02).
  const header = page.getByRole('columnheader', { name: 'Email' });
  const sort = header.getByRole(administrator.js ? 'button' : 'link');
  await sort.click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.locator('th[aria-sort]')).toHaveCount(1);
  await expect(page).toHaveURL(/sort=email/);
  const expected = Array.from({ length: 10 }, (_, n) => email(10 + n));
  await expect.poll(() => administrator.emails()).toEqual(expected);
  await visitor.alive();
  await sort.click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(() => administrator.emails()).toEqual([...expected].reverse());
  const pasted = page.url();

  const elsewhere = await arrive();
  await elsewhere.page.context().addCookies(await page.context().cookies());
  await elsewhere.page.goto(pasted);
  await elsewhere.alive();
  await expect(elsewhere.page.getByRole('search').getByLabel('Email')).toHaveValue('son01');
  await expect(elsewhere.page.getByRole('columnheader', { name: 'Email' })).toHaveAttribute('aria-sort', 'descending');
  expect((await elsewhere.page.getByRole('rowheader').allInnerTexts()).map((text) => text.trim())).toEqual(
    [...expected].reverse(),
  );

  // Back and Forward walk through the views.
  await page.goBack();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(() => administrator.emails()).toEqual(expected);
  await page.goForward();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(() => administrator.emails()).toEqual([...expected].reverse());

  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(page.getByText(`1–50 of ${COUNT}`)).toBeVisible();
});

test('paging shows every row once, back and forth', async ({ administrator }) => {
  const { page, visitor } = administrator;
  await fill(administrator);
  await administrator.openInvitations('?size=25&sort=email&dir=asc');
  const pager = page.getByRole('navigation', { name: 'Pages of invitations' });
  const seen: string[] = [];
  for (const range of ['1–25 of 60', '26–50 of 60', '51–60 of 60']) {
    await expect(page.getByText(range)).toBeVisible();
    await visitor.alive();
    await expect.poll(() => administrator.emails()).not.toContain(seen[0] ?? '');
    seen.push(...(await administrator.emails()));
    if (!range.startsWith('51')) await pager.getByRole('link', { name: 'Next' }).click();
  }
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, n) => email(n)));
  const pasted = page.url();
  await pager.getByRole('link', { name: 'Previous' }).click();
  await expect(page.getByText('26–50 of 60')).toBeVisible();
  await page.goto(pasted);
  await expect(page.getByText('51–60 of 60')).toBeVisible();
  await expectAccessible(page, 'the last page');
});

test('filters have counts and chips, and empty tables explain themselves', async ({ administrator }) => {
  const { page, visitor } = administrator;
  await administrator.openInvitations();
  await expect(page.getByText('Nobody is invited yet')).toBeVisible();
  await expectAccessible(page, 'the empty table');

  await administrator.send(['one@x.example', 'two@x.example']);
  await administrator.openInvitations();
  await administrator.delete('two@x.example');
  await administrator.openInvitations();
  const quick = page.getByRole('navigation', { name: 'Quick filters' });
  await expect(quick.getByRole('link', { name: /^Pending/ })).toContainText('1');
  await quick.getByRole('link', { name: /^Approved/ }).click();
  await expect(page.getByText('No invitation matches')).toBeVisible();
  await expect(page).toHaveURL(/status=approved/);
  await expectAccessible(page, 'a filter without a match');
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect.poll(() => administrator.emails()).toEqual(['one@x.example']);

  // V's words find what the trash can took.
  await page.getByRole('search').getByLabel('Status').selectOption({ label: 'Expired / Invalid' });
  await page.getByRole('search').getByRole('button', { name: 'SEARCH' }).click();
  await expect.poll(() => administrator.emails()).toEqual(['two@x.example']);
  await visitor.alive();
  await page.getByRole('link', { name: /^Remove filter Status/ }).click();
  await expect.poll(() => administrator.emails()).toEqual(['one@x.example']);
});

test('what was typed last goes with CLEAR, before it was searched', async ({ administrator }) => {
  test.skip(!administrator.js, 'needs scripts');
  const { page } = administrator;
  await fill(administrator);
  const search = page.getByRole('search').getByLabel('Email');
  await search.fill('person007');
  await page.getByRole('search').getByRole('link', { name: 'CLEAR' }).click();
  await expect(search).toHaveValue('');
  // Longer than the pause after which a text is searched (UX TBL-05).
  await page.waitForTimeout(500);
  await expect(page).not.toHaveURL(/person007/);
  await expect(page.getByText(`1–50 of ${COUNT}`)).toBeVisible();

  // The search that is in force goes too.
  await search.fill('person007');
  await expect.poll(() => administrator.emails()).toEqual([email(7)]);
  await page.getByRole('search').getByRole('link', { name: 'CLEAR' }).click();
  await expect(search).toHaveValue('');
  await expect(page.getByText(`1–50 of ${COUNT}`)).toBeVisible();
});

test('searching while typing never shows a late answer', async ({ administrator }) => {
  test.skip(!administrator.js, 'needs scripts');
  const { page } = administrator;
  await fill(administrator);
  const search = page.getByRole('search').getByLabel('Email');
  // The answer to the first text comes last.
  await page.route('**/api/invitations/list', async (route) => {
    const body = route.request().postData() ?? '';
    if (body.includes('"person00"')) await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue().catch(() => {});
  });
  await search.pressSequentially('person00');
  await page.waitForTimeout(400);
  await search.pressSequentially('7');
  await expect.poll(() => administrator.emails()).toEqual([email(7)]);
  await page.waitForTimeout(1_600);
  await expect.poll(() => administrator.emails()).toEqual([email(7)]);
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('person007');
  await expect(page).toHaveURL(/search=person007/);
});

test('an address that means nothing opens the plain list, and a lost page says so', async ({ administrator }) => {
  const { page } = administrator;
  await administrator.send(['one@x.example']);
  await administrator.openInvitations('?status=lost&size=13&sort=shoe');
  await expect.poll(() => administrator.emails()).toEqual(['one@x.example']);
  await administrator.openInvitations('?page=forged');
  await expect(page.getByText("The list can't be shown")).toBeVisible();
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await expect.poll(() => administrator.emails()).toEqual(['one@x.example']);
});
