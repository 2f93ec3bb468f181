// Connection strings: checked here before the client sees them, because the client prints one it does not like, password and all.

const shape = /^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\/(?:([^:@/]+):([^@/]+)@)?([^@/?]+)\/?(?:\?(.*))?$/;
const host = /^[A-Za-z0-9._-]+(:\d{1,5})?$/;

const yesNo = /^(true|false)$/;
const count = /^-?\d{1,9}$/;
/** The options of the client that do no harm here. Its appends must throw at a wrong version, so that one cannot be set. */
const options: Readonly<Record<string, RegExp>> = {
  tls: yesNo, tlsverifycert: yesNo, tlscafile: /./, usercertfile: /./, userkeyfile: /./, connectionname: /./,
  nodepreference: /^leader$/i, maxdiscoverattempts: count, discoveryinterval: count, gossiptimeout: count,
  defaultdeadline: count, keepaliveinterval: count, keepalivetimeout: count,
};

const flat = (key: string): string => key.toLowerCase().replace(/[_-]/g, '');

export const isKurrentAddress = (text: string): boolean => /^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:/.test(text);

/** What is wrong with a connection string, as the end of a sentence that quotes nothing of it; undefined: nothing. */
export function addressProblem(text: string): string | undefined {
  const parts = shape.exec(text.trim());
  if (!parts) return 'must look like kurrentdb://user:password@host:2113?tls=true';
  const [, , , , , hosts = '', query = ''] = parts;
  if (!hosts.split(',').every((one) => host.test(one))) return 'must name hosts as host:port, with commas between';
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const [key = '', value = ''] = pair.split('=');
    const allowed = options[flat(key)];
    if (!allowed) return `must not carry an option other than ${Object.keys(options).join(', ')}`;
    if (!allowed.test(value)) return `has a value of the option ${flat(key)} that is not allowed`;
  }
  return undefined;
}

/** For messages: hosts alone. */
export const hostsOf = (address: string): string => shape.exec(address.trim())?.[5] ?? 'its address';

/** The address with user and password hidden, for the log of the start. */
export const maskedAddress = (address: string): string => address.replace(/\/\/[^@/]+@/, '//********@');

/** As the client wants it: the old name of the scheme makes it print a warning. */
export const clientAddress = (address: string): string => address.trim().replace(/^esdb/, 'kurrentdb');
