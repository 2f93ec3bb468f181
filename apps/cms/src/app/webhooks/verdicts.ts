import type { RefusalReason } from '@tandem/domain';

export { verdicts } from '@tandem/domain';

const all: Readonly<Record<RefusalReason, true>> = { BadSignature: true, WrongSecret: true, TooLarge: true };
export const refusalReasons = Object.keys(all) as readonly RefusalReason[];
