import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

const beside = (name: string): URL => new URL(`./${name}`, import.meta.url);

/** What checks exports, as a browser takes it: the built file, or, where nothing is built, its source without the types. */
const script = (): string => {
  const built = beside('verify-export.js');
  if (existsSync(built)) return readFileSync(built, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  return stripTypeScriptTypes(readFileSync(beside('verify-export.ts'), 'utf8'));
};

/** A page that verifies an export and needs nothing else: it may be saved and opened without a server. */
export const verifierPage = (): string => readFileSync(beside('verifier.html'), 'utf8').replace('/* verify-export */', script);
