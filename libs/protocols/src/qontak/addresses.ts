import { lookup as lookUp, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** IPv4 that is not the public internet (IANA's special-purpose registry). */
const privateFour = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24],
  ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) privateFour.addSubnet(network, bits, 'ipv4');

/** IPv6 is public within 2000::/3 alone, and there not where it wraps an IPv4 address or is for documents. */
const globalSix = new BlockList();
globalSix.addSubnet('2000::', 3, 'ipv6');
const privateSix = new BlockList();
for (const [network, bits] of [['2001::', 32], ['2001:db8::', 32], ['2002::', 16]] as const) {
  privateSix.addSubnet(network, bits, 'ipv6');
}

export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 4) return !privateFour.check(address, 'ipv4');
  return isIP(address) === 6 && globalSix.check(address, 'ipv6') && !privateSix.check(address, 'ipv6');
};

/** Whether a host of a URL can be on the public internet; names are judged once more when they are looked up. */
export const canBePublic = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !/\.(local|localhost|internal|home\.arpa)\.?$/i.test(host);
};

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Code of the error for a name that stands for an address that is not public. */
export const NOT_PUBLIC = 'NOT_PUBLIC';

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** `lookup` for a connection that must end on the public internet: what is judged is what is connected to. */
export const publicLookup = (hostname: string, options: LookupOptions, found: Found): void => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, []);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return found(Object.assign(new Error('not a public address'), { code: NOT_PUBLIC }), []);
    }
    return options.all ? found(null, addresses) : found(null, first.address, first.family);
  });
};
