// Opens a page of assay in Chromium, as a person and as judges of accessibility and markup would.
//
// usage: page_check.mjs PAGE [SCREENSHOTS]    run where playwright-core, axe-core and html-validate are
//        page_check.mjs PAGE --cost           only how large and quick it is
//        page_check.mjs PAGE --plain          only what holds for a page of any kind

import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const { HtmlValidate, StaticConfigLoader } = require('html-validate');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [file, pictures] = process.argv.slice(2);
const address = pathToFileURL(file).href;
// What a page of 5,000 files may weigh and take until it can be used.
const MAX_BYTES = 3e6;
const MAX_MILLISECONDS = 1000;

/** A tab that remembers what must not happen. */
async function openTab(browser, options) {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.stack}`));
  page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
  page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (request.url().split('#')[0] !== address) wrong.push(`request: ${request.url()}`); });
  return { page, context, wrong };
}

async function assertQuiet({ page, wrong }) {
  assert.deepEqual(wrong, []);
  assert.equal(await page.evaluate(() => window.stolen), undefined);
}

/** By the rules of WCAG 2.2 AA. axe is put in by the debugger: the page's policy stops scripts. */
async function assertAccessible(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [], what);
}

async function assertValid(html, what) {
  const loader = new StaticConfigLoader({ extends: ['html-validate:standard'], rules: {
    // A browser writes elements its own way, and the scripts set widths that are data.
    'no-inline-style': 'off', 'void-style': 'off', 'doctype-style': 'off', 'attribute-boolean-style': 'off',
    'no-trailing-whitespace': 'off', 'attribute-empty-style': 'off', 'attr-quotes': 'off',
  } });
  const report = await new HtmlValidate(loader).validateString(html);
  assert.deepEqual(report.results.flatMap((r) => r.messages).map((m) => `${m.ruleId} ${m.line}: ${m.message}`), [], what);
}

async function look(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}-${name}.png` });
}

async function checkViews(browser, colorScheme) {
  const tab = await openTab(browser, { colorScheme });
  for (const view of ['findings', 'files', 'capabilities', 'gaps']) {
    await tab.page.goto(`${address}#view=${view}`);
    await tab.page.reload();
    assert.equal(await tab.page.locator('[role=tab][aria-selected=true]').getAttribute('id'), `tab-${view}`);
    if (view === 'findings') await tab.page.locator('.row').first().click();
    await assertAccessible(tab.page, `${view}, ${colorScheme}`);
    await assertValid(await tab.page.content(), `${view} as drawn`);
    await look(tab.page, `${view}-${colorScheme}`);
  }
  await assertQuiet(tab);
  await tab.context.close();
}

/** What is chosen is in the address: it survives a reload, and Back undoes it. */
async function checkAddress(browser) {
  const tab = await openTab(browser);
  const { page } = tab;
  await page.goto(address);
  const rows = page.locator('.row');
  const all = await rows.count();
  await page.keyboard.press('/');
  await page.keyboard.type('zzz no such thing');
  assert.equal(await rows.count(), 0);
  assert.match(page.url(), /q=zzz/);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  assert.equal(await rows.count(), all);

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.detail').count(), 1);
  assert.match(page.url(), /open=[0-9a-f]{32}/);
  await page.reload();
  assert.equal(await page.locator('.detail .line.here').count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.detail').count(), 0);

  await page.locator('.map a').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  assert.match(page.url(), /path=/);
  await page.goBack();
  assert.doesNotMatch(page.url(), /path=/);
  await page.getByRole('tab', { name: /Files/ }).click();
  await page.getByRole('button', { name: 'Lines' }).click();
  const lines = (await page.locator('tbody td:nth-child(4)').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  assert.deepEqual(lines, [...lines].sort((a, b) => b - a));
  await assertQuiet(tab);
  await tab.context.close();
}

async function checkNarrowAndPaper(browser) {
  const tab = await openTab(browser, { viewport: { width: 380, height: 800 } });
  await tab.page.goto(address);
  await tab.page.locator('.row').first().click();
  assert.ok(await tab.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
  await assertAccessible(tab.page, 'narrow');
  await look(tab.page, 'narrow');
  await tab.page.setViewportSize({ width: 900, height: 1200 });
  await tab.page.emulateMedia({ media: 'print' });
  assert.equal(await tab.page.locator('.filters').isVisible(), false);
  await look(tab.page, 'paper');
  await assertQuiet(tab);
  await tab.context.close();
}

/** Markup that got in, by whatever defect, would still run nothing and fetch nothing. */
async function checkPolicy(browser) {
  const { page, context } = await openTab(browser);
  await page.goto(address);
  const refused = await page.evaluate(async () => {
    const names = [];
    document.addEventListener('securitypolicyviolation', (event) => names.push(event.effectiveDirective));
    const box = document.createElement('div');
    box.innerHTML = '<img src="file:///x.png" onerror="window.stolen=1"><style>*{color:red}</style>';
    const script = document.createElement('script');
    script.textContent = 'window.stolen = 1';
    box.append(script);
    document.body.append(box);
    await new Promise((done) => setTimeout(done, 200));
    return { names: [...new Set(names)].sort(), stolen: window.stolen };
  });
  assert.deepEqual(refused, { names: ['img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem'], stolen: undefined });
  await context.close();
}

async function checkCost(browser) {
  assert.ok(statSync(file).size < MAX_BYTES, `${statSync(file).size} bytes`);
  let best = Infinity;
  for (let i = 0; i < 3; ++i) {
    const { page, context } = await openTab(browser);
    await page.goto(address);
    await page.locator('.row, [role=status]').first().waitFor();
    best = Math.min(best, await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd));
    await context.close();
  }
  console.log(`${statSync(file).size} bytes, usable after ${best.toFixed(0)} ms`);
  assert.ok(best < MAX_MILLISECONDS, `${best} ms`);
}

async function checkAll(browser) {
  await assertValid(readFileSync(file, 'utf8').replace(/(<(script|style)[^>]*>).*?(<\/\2>)/gs, '$1$3'), 'as written');
  await checkViews(browser, 'light');
  await checkViews(browser, 'dark');
  await checkAddress(browser);
  await checkNarrowAndPaper(browser);
  await checkPolicy(browser);
}

async function checkPlain(browser) {
  for (const [colorScheme, width] of [['light', 1300], ['dark', 1300], ['light', 380]]) {
    const tab = await openTab(browser, { colorScheme, viewport: { width, height: 800 } });
    await tab.page.goto(address);
    await tab.page.locator('tbody tr').first().waitFor();
    await assertAccessible(tab.page, `${colorScheme}, ${width}`);
    await assertValid(await tab.page.content(), 'as drawn');
    assert.ok(await tab.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
    await assertQuiet(tab);
    await tab.context.close();
  }
  await checkPolicy(browser);
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
  // Chromium's own jail does not start as root.
  chromiumSandbox: process.getuid() !== 0 });
try {
  if (pictures === '--cost') await checkCost(browser);
  else if (pictures === '--plain') await checkPlain(browser);
  else await checkAll(browser);
} finally {
  await browser.close();
}
