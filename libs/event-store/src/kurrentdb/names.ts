// Names of streams in the database: ours, behind the namespace of the installation where it has one.

/** Streams of ours that are no part of the log: keys of the vault, and what the adapter notes for itself. */
export const keyPrefix = 'key-';
export const ownPrefix = 'tandem-';

export interface Names {
  /** `$` and `$$` streams keep their mark in front. */
  inDatabase(stream: string): string;
  /** Undefined for a stream that is not of this installation. */
  ofOurs(name: string): string | undefined;
  /** For the server, which reads it as .NET does: every stream that is a part of the log. */
  readonly visible: string;
}

export function createNames(namespace: string): Names {
  const before = namespace === '' ? '' : `${namespace}.`;
  return {
    inDatabase: (stream) => stream.replace(/^(\$*)/, `$1${before}`),
    ofOurs: (name) => (name.startsWith(before) && !name.startsWith('$') ? name.slice(before.length) : undefined),
    visible: `^${before.replaceAll('.', '\\.')}(?!\\$|${keyPrefix}|${ownPrefix})`,
  };
}

/** Whether a stream of ours is a part of the log. */
export const isVisible = (stream: string): boolean => !stream.startsWith(keyPrefix) && !stream.startsWith(ownPrefix);
