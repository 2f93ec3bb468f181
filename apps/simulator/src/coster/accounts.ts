import type { Chance } from '../chance.js';
import { NotPossible } from '../provider/not-possible.js';
import { digits } from '../whatsapp/chats.js';

/** What one tells the simulator of a Coster account; all its numbers share tokens and the webhook address. */
export type CosterAccountSettings = {
  accountId: string;
  divisionId: string;
  accessToken: string;
  /** For templates; left out, the access token is good for those, too. */
  pushAccessToken?: string;
  title?: string;
  numbers: { number: string; name: string; label?: string; divisionId?: string; phoneNumberId?: string }[];
  /** Where webhooks go, as Coster's staff would set it. Left out, the account keeps the address it has. */
  webhookUrl?: string;
};

export type CosterNumber = {
  /** Digits: Coster has no other id of a number. */
  number: string;
  displayPhoneNumber: string;
  name: string;
  label?: string;
  divisionId: string;
  /** Meta's id, which shines through in webhooks. */
  phoneNumberId: string;
};

export type CosterAccount = {
  accountId: string;
  divisionId: string;
  accessToken: string;
  pushAccessToken?: string;
  title: string;
  clientId: string;
  wabaId: string;
  webhookUrl?: string;
  numbers: CosterNumber[];
};

export type CosterAccountView = Pick<CosterAccount, 'accountId' | 'divisionId' | 'title' | 'numbers' | 'webhookUrl'>;

export type CosterAccounts = ReturnType<typeof createCosterAccounts>;

/** Accounts by id, numbers by their digits. */
export function createCosterAccounts(chance: Chance) {
  const accounts = new Map<string, CosterAccount>();
  const ofNumber = (id: string): CosterAccount | undefined => [...accounts.values()].find(({ numbers }) => numbers.some(({ number }) => number === id));

  const upsert = (settings: CosterAccountSettings): CosterAccount => {
    const { accountId, divisionId, accessToken, pushAccessToken, title, webhookUrl } = settings;
    const known = accounts.get(accountId);
    const url = webhookUrl ?? known?.webhookUrl;
    const account: CosterAccount = {
      accountId, divisionId, accessToken, ...(pushAccessToken ? { pushAccessToken } : {}),
      title: title ?? known?.title ?? accountId,
      clientId: known?.clientId ?? chance.uuid(),
      wabaId: known?.wabaId ?? chance.digits(15),
      ...(url ? { webhookUrl: checked(url) } : {}),
      numbers: settings.numbers.map((one) => numberOf(one, settings, known, chance)),
    };
    accounts.set(accountId, account);
    return account;
  };

  return {
    upsert, ofNumber,
    all: () => [...accounts.values()],
    get: (accountId: string): CosterAccount | undefined => accounts.get(accountId),
    number: (id: string): CosterNumber | undefined => ofNumber(id)?.numbers.find(({ number }) => number === id),
    setWebhook: (accountId: string, url: string): CosterAccount => {
      const account = accounts.get(accountId);
      if (!account) throw new NotPossible(`There is no Coster account ${accountId}.`);
      if (url === '') delete account.webhookUrl;
      else account.webhookUrl = checked(url);
      return account;
    },
    snapshot: () => [...accounts.values()],
    restore: (kept: CosterAccount[]) => kept.forEach((account) => accounts.set(account.accountId, account)),
    clear: () => accounts.clear(),
  };
}

function numberOf(wanted: CosterAccountSettings['numbers'][number], settings: CosterAccountSettings, known: CosterAccount | undefined, chance: Chance): CosterNumber {
  const number = digits(wanted.number);
  const before = known?.numbers.find((one) => one.number === number);
  return {
    number, displayPhoneNumber: wanted.number, name: wanted.name, ...(wanted.label ? { label: wanted.label } : {}),
    divisionId: wanted.divisionId ?? settings.divisionId,
    phoneNumberId: wanted.phoneNumberId ?? before?.phoneNumberId ?? chance.digits(15),
  };
}

function checked(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new NotPossible('The webhook address must begin with http:// or https://.');
}

export const accountView = ({ accountId, divisionId, title, numbers, webhookUrl }: CosterAccount): CosterAccountView =>
  ({ accountId, divisionId, title, numbers, ...(webhookUrl ? { webhookUrl } : {}) });
