import type { MetaCloud } from './context.js';
import { parameter, type GraphRefusal } from './graph-errors.js';

/**
 * The verification GET that Meta makes on every creation or change of a callback: the receiver must answer 200 with the challenge as
 * the whole body. Answers Meta's refusal (code 2200), or undefined when the callback is verified.
 */
export async function verifyCallback(cloud: MetaCloud, url: string, verifyToken: string): Promise<GraphRefusal | undefined> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return parameter('Param override_callback_uri must be a valid URL.');
  const challenge = cloud.chance.digits(10);
  const address = new URL(url);
  address.searchParams.set('hub.mode', 'subscribe');
  address.searchParams.set('hub.challenge', challenge);
  address.searchParams.set('hub.verify_token', verifyToken);
  try {
    const { status, body, reason } = await cloud.caller.call({ method: 'GET', url: address.href, withinMs: 10_000 });
    if (status !== 200) return failed(`HTTP Status Code = ${status}; HTTP Message = ${reason ?? ''}`);
    return body.toString('utf8') === challenge ? undefined : failed('The challenge was not echoed');
  } catch (error) {
    return failed(`curl_error = ${(error as Error).message}`);
  }
}

const failed = (why: string): GraphRefusal => ({
  code: 2200,
  details: '',
  message: `(#2200) Callback verification failed with the following errors: ${why}`,
});
