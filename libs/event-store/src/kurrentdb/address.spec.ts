import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addressProblem, clientAddress, hostsOf, isKurrentAddress, maskedAddress } from './address.js';

describe('an address of the database', () => {
  it.each([
    'kurrentdb://localhost:2113?tls=false', 'esdb://db', 'kurrentdb+discover://cluster.example.com?tls=true', 'esdb+discover://c:2113',
    'kurrentdb://tandem:p%40ss@db-1:2113,db-2:2113?tls=true&tlsCAFile=%2Fetc%2Fca.pem&keepAliveInterval=10000',
    'kurrentdb://db/?userCertFile=a.pem&userKeyFile=b.pem',
  ])('%s is taken', (address) => {
    expect(isKurrentAddress(address)).toBe(true);
    expect(addressProblem(address)).toBeUndefined();
  });

  it.each([
    ['kurrentdb://', 'must look like'], ['kurrentdb:localhost', 'must look like'], ['kurrentdb://a:b:c', 'must name hosts'], ['kurrentdb://h:99999999', 'must name hosts'],
    ['kurrentdb://h?throwOnAppendFailure=false', 'must not carry an option other than'], ['kurrentdb://h?nodePreference=follower', 'has a value'],
    ['kurrentdb://h?tls=maybe', 'has a value'], ['kurrentdb://h?s3cret', 'must not carry an option'],
  ])('%s is refused in words that quote nothing of it', (address, words) => {
    expect(addressProblem(address)).toContain(words);
    expect(addressProblem(address)).not.toContain('s3cret');
  });

  it('is shown without user and password', () => {
    const address = 'esdb://tandem:s3cret@db-1:2113,db-2?tls=true';
    expect(hostsOf(address)).toBe('db-1:2113,db-2');
    expect(maskedAddress(address)).toBe('esdb://********@db-1:2113,db-2?tls=true');
    expect(maskedAddress('sqlite')).toBe('sqlite');
    expect(clientAddress('esdb+discover://db')).toBe('kurrentdb+discover://db');
  });
});

describe('the client of the database', () => {
  it('is loaded by the first connection alone: whoever keeps the log elsewhere needs no native addon', () => {
    const sources = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
    const loads = /^import (?!type)[^;]*'@kurrent|await import\('@kurrent/m;
    const loading = sources.filter((file) => loads.test(readFileSync(join(import.meta.dirname, file), 'utf8')));
    expect(loading).toEqual(['connection.ts']);
  });
});
