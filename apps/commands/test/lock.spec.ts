import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { complete } from '../complete-lock.mjs';

const lockText = readFileSync(join(import.meta.dirname, '..', '..', '..', 'package-lock.json'), 'utf8');

describe('package-lock.json', () => {
  it('names every optional package of every platform, so that npm ci accepts it anywhere (else: npm run lock)', () => {
    const lock = JSON.parse(lockText) as { packages: Record<string, object> };

    expect(complete(lock.packages)).toEqual([]);
  });

  it('names no address to download from (else: npm run lock)', () => {
    expect(lockText).not.toMatch(/"resolved": "[a-z+]+:/);
  });
});

describe('completing a lock', () => {
  it('adds a missing platform package with its system and processor, and nothing that is there', () => {
    const packages = {
      'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-darwin-arm64': '1.0.0' } },
      'node_modules/tool-linux-x64': { version: '1.0.0', os: ['linux'], cpu: ['x64'], optional: true },
    };

    expect(complete(packages)).toEqual(['tool-darwin-arm64@1.0.0']);
    expect(packages).toMatchObject({
      'node_modules/tool-darwin-arm64': { version: '1.0.0', os: ['darwin'], cpu: ['arm64'], optional: true },
    });
  });

  it('puts a second version below the package that wants it', () => {
    const packages = {
      'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-win32-x64': '1.0.0' } },
      'node_modules/tool-win32-x64': { version: '2.0.0', optional: true },
    };

    complete(packages);

    expect(Object.keys(packages)).toContain('node_modules/tool/node_modules/tool-win32-x64');
  });
});
