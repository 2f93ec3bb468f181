import { describe, expect, it } from '@jest/globals';
import { savedSecret } from '../testing/channel-builders.js';
import { credentialFieldProblems, isRequired } from './credentials.js';
import type { CredentialField } from './protocol.js';

const mode: CredentialField = {
  name: 'mode', label: 'Mode', secret: false, required: false, options: [{ value: 'bearer', label: 'Bearer' }, { value: 'hmac', label: 'HMAC' }],
};
const token: CredentialField = { name: 'token', label: 'Token', secret: true, required: false, requiredWhen: { field: 'mode', value: 'bearer' } };
const client: CredentialField = { name: 'client', label: 'Client', secret: false, required: false, requiredWhen: { field: 'mode', value: 'hmac' } };
const fields = [mode, token, client];
const missing = (values: Record<string, string>, secrets = {}) => credentialFieldProblems(fields, { values, secrets }).map(({ field }) => field);

describe('a field that is required only where another has a certain value', () => {
  it('is required where the other says so, and an empty other means its first option', () => {
    expect(missing({})).toEqual(['token']);
    expect(missing({ mode: 'bearer' })).toEqual(['token']);
    expect(missing({ mode: 'hmac' })).toEqual(['client']);
  });

  it('is fine once it is filled in', () => {
    expect(missing({}, { token: savedSecret('t-1') })).toEqual([]);
    expect(missing({ mode: 'hmac', client: 'id' })).toEqual([]);
  });

  it('is shown as required by the same rule', () => {
    expect([token, client].map((field) => isRequired(field, { fields, values: { mode: 'hmac' } }))).toEqual([false, true]);
    expect(isRequired(mode, { fields, values: {} })).toBe(false);
  });
});
