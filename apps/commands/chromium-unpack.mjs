// Started by chromium.mjs: unpacks browser, fonts and libraries of the package into TMPDIR.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';

const build = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
await chromium.executablePath();
await inflate(join(build, '..', 'bin', 'al2023.tar.br'));
