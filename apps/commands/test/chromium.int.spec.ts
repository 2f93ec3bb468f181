import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumIsThere, launchChromium } from '../chromium.mjs';

(await chromiumIsThere('the browser itself') ? describe : describe.skip)('the browser of the tests', () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end('<!doctype html><html lang="en"><title>Page</title><input aria-label="Name"><button onclick="this.textContent = \'Asked\'">Ask</button></html>');
    });
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await new Promise((closed) => server.close(closed));
  });

  it('opens a page of this machine, types into a field, finds a button by its role and clicks it', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

    await page.getByRole('textbox', { name: 'Name' }).fill('Sari');
    await page.getByRole('button', { name: 'Ask' }).click();

    expect(await page.getByRole('button').textContent()).toBe('Asked');
    expect(await page.getByRole('textbox').inputValue()).toBe('Sari');
  });
});
