// The browser of the tests: a Chromium of this machine, else Playwright's own download, else the one inside a registry package.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const modules = join(import.meta.dirname, '..', '..', 'node_modules');
const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return namesOnPath.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
}

/**
 * Unpacks the Chromium of `@sparticuz/chromium` into a folder that names its version (the package takes any older one it finds) and
 * answers it. In a process of its own, because the package unpacks to wherever TMPDIR points; the finished folder appears at once.
 */
async function unpacked() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('the package has a Chromium for Linux on x64 only');
  const { version } = JSON.parse(readFileSync(join(modules, '@sparticuz', 'chromium', 'package.json'), 'utf8'));
  const folder = join(modules, '.cache', `chromium-${version}-1`); // grows with what is done to it here
  if (existsSync(folder)) return folder;
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  try {
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'chromium-unpack.mjs')], { env: { ...process.env, TMPDIR: own } });
    mkdirSync(join(own, 'fonts'), { recursive: true });
    writeFileSync(join(own, 'fonts', 'fonts.conf'), fontsAt(folder));
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another process was faster
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return folder;
}

/** The package's own fonts.conf names folders of another machine, and without a font every form field ends the browser. */
const fontsAt = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts', 'cache')}</cachedir>
</fontconfig>
`;

/** The ways to a browser, best first: what to say of each, and the launch options (made only when its turn comes). */
function candidates() {
  if (process.env.CHROMIUM) return [{ what: `CHROMIUM=${process.env.CHROMIUM}`, options: async () => ({ executablePath: process.env.CHROMIUM }) }];
  const packaged = async (env) => {
    const folder = await unpacked();
    return { executablePath: join(folder, 'chromium'), env: { ...process.env, ...env(folder) } };
  };
  return [
    ...onPath().map((executablePath) => ({ what: executablePath, options: async () => ({ executablePath }) })),
    ...['chrome', 'msedge'].map((channel) => ({ what: `installed ${channel}`, options: async () => ({ channel }) })),
    { what: 'Playwright\'s download', options: async () => ({}) },
    { what: 'packaged Chromium', options: () => packaged((folder) => ({ FONTCONFIG_PATH: join(folder, 'fonts') })) },
    { what: 'packaged Chromium with its own libraries', options: () => packaged((folder) => ({
      FONTCONFIG_PATH: join(folder, 'fonts'),
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter),
    })) },
  ];
}

/** A Chromium may start and then end at the first page with a field, where it finds no font. */
async function canType(browser) {
  try {
    const page = await browser.newPage();
    await page.setContent('<input aria-label="Field">');
    await page.getByLabel('Field').fill('text');
    await page.close();
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/**
 * Starts a Chromium; the caller closes it. Throws one error that names everything tried.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium() {
  const failures = [];
  for (const { what, options } of candidates()) {
    try {
      // the sandbox needs rights that a container seldom has; the tests open our own pages only
      const browser = await chromium.launch({ headless: true, chromiumSandbox: false, ...(await options()) });
      await canType(browser);
      return browser;
    } catch (error) {
      failures.push(`  ${what}: ${String(error.message).split('\n').find((line) => line.trim() !== '') ?? 'failed'}`);
    }
  }
  throw new Error(`No Chromium works here. Install one, or name it in CHROMIUM. Tried:\n${failures.join('\n')}`);
}

/**
 * For specs: `(await chromiumIsThere() ? describe : describe.skip)('...')`. Where no Chromium works it says loudly what is not run;
 * with CI=true that is an error.
 * @param {string} notRun what is skipped without a browser
 * @returns {Promise<boolean>}
 */
export async function chromiumIsThere(notRun) {
  try {
    await (await launchChromium()).close();
    return true;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    process.stderr.write(`\n*** NOT RUN: ${notRun}\n*** ${error.message}\n\n`);
    return false;
  }
}
