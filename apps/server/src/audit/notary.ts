import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify, type KeyObject } from 'node:crypto';
import { auditStream, textToSign, type AuditEvent, type Clock, type EventStore, type HeadsSigned, type NotaryAppointed, type RecordedEvent, type Vault } from '@tandem/domain';

/** Who signs heads: an ed25519 key pair, whose private part only this installation's vault can open (ADR 0004). */
export interface Notary {
  readonly key: string;
  /** SPKI, base64. What an auditor keeps outside this installation. */
  readonly publicKey: string;
  sign(heads: Omit<HeadsSigned['data'], 'signature' | 'key'>): HeadsSigned['data'];
}

const VAULT_KEY = 'notary';

/** Name of a public key: derived from it, so that it cannot name another. */
export const keyIdOf = (publicKey: string): string => hash('sha256', Buffer.from(publicKey, 'base64'), 'base64url').slice(0, 22);

export const isSignedBy = ({ signature, ...heads }: HeadsSigned['data'], publicKey: string): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return keyIdOf(publicKey) === heads.key && verify(null, Buffer.from(textToSign(heads)), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
};

/** The newest notary whose private key this vault can open; appoints one where there is none. */
export const obtainNotary = async ({ store, vault, clock }: { store: EventStore; vault: Vault; clock: Clock }): Promise<Notary> => {
  for (;;) {
    const { events, version } = await store.read(auditStream);
    for (const { type, data } of events.toReversed() as readonly RecordedEvent<AuditEvent>[]) {
      if (type !== 'NotaryAppointed') continue;
      const opened = await openKey(data as NotaryAppointed['data'], vault);
      if (opened) return opened;
    }
    const appointed = await appoint(vault, clock);
    const meta = { v: 1, at: appointed.data.at, means: 'system' as const };
    await store.append(auditStream, [{ ...appointed, id: `notary/${appointed.data.key}`, meta }], version);
  }
};

const openKey = async ({ key, publicKey, privateKey }: NotaryAppointed['data'], vault: Vault): Promise<Notary | undefined> => {
  const der = await vault.openBytes(privateKey).catch(() => undefined); // another vault's: it signs no more
  if (der === undefined) return undefined;
  return notaryOf({ key, publicKey, secret: createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }) });
};

const notaryOf = ({ key, publicKey, secret }: { key: string; publicKey: string; secret: KeyObject }): Notary => ({
  key,
  publicKey,
  sign: (heads) => ({ ...heads, key, signature: sign(null, Buffer.from(textToSign({ ...heads, key })), secret).toString('base64url') }),
});

const appoint = async (vault: Vault, clock: Clock): Promise<NotaryAppointed> => {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const privateKey = await vault.seal(VAULT_KEY, pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
  return { type: 'NotaryAppointed', data: { at: clock.now(), key: keyIdOf(publicKey), publicKey, privateKey } };
};
