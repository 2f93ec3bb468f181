import type { Browser } from 'playwright-core';

/** Starts a Chromium (headless); the caller closes it. Throws one error that names everything tried. */
export function launchChromium(): Promise<Browser>;

/**
 * For specs: `(await chromiumIsThere('the phone page') ? describe : describe.skip)(...)`. Where no Chromium works it says loudly what is
 * not run; with CI=true that is an error.
 */
export function chromiumIsThere(notRun: string): Promise<boolean>;
