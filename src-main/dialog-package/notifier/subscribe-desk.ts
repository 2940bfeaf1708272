import type { Clock, Log, Random } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import type { IncomingRequest, SipAnswer } from '../sip/sip-endpoint.ts';
import type { SipRequest, SipUri } from '../sip/sip-message.ts';
import { writeSipUri } from '../sip/sip-uri.ts';
import { readAskedEvent, type AskedEvent } from './asked-event.ts';
import type { DialogBoard } from './dialog-board.ts';
import type { SendRequest } from './paced-sender.ts';
import { nextHop, readPeerAddress, type PeerAddress } from './peer-address.ts';
import { Refusal } from './refusal.ts';
import { Report } from './report.ts';
import { readAskedUri, readGrantedExpires, refuseExtensions } from './subscribe-request.ts';
import { ownContact, readDialogNames, SubscriberDialog } from './subscriber-dialog.ts';
import { Subscription } from './subscription.ts';
import type { Held, Subscriptions } from './subscriptions.ts';
import type { Proof, Trust } from './trust/trust.ts';

/** After how many seconds to ask again where there are too many subscriptions, and where we know no lines yet. */
const retryWhenFullS = '30';
const retryWhenEmptyS = '5';

export interface SubscribeDeskOptions {
  readonly board: DialogBoard;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly send: SendRequest;
  readonly limits: () => SipLimits;
  readonly trust: () => Trust;
  /** The number of subscriptions is another one. */
  readonly onCount: () => void;
}

/** What a SUBSCRIBE asked for and was granted. */
interface Asked {
  readonly uri: SipUri;
  readonly line: Held['line'];
  readonly event: AskedEvent;
  readonly expiresS: number;
}

/** Takes the SUBSCRIBEs of who is trusted: makes subscriptions, renews and ends them (RFC 6665, 4.2.1). */
export class SubscribeDesk {
  readonly #options: SubscribeDeskOptions;

  constructor(options: SubscribeDeskOptions) {
    this.#options = options;
  }

  /** Answers, and sends the NOTIFY. Throws a `Refusal` or a `SipSyntaxError` instead where it grants nothing. */
  take({ request, answer }: IncomingRequest, proof: Proof): void {
    const asked = this.#read(request);
    const names = readDialogNames(request);
    if (names.localTag === undefined) return this.#begin(request, asked, proof, answer);
    const held = this.#options.subscriptions.find(names);
    if (held === undefined || held.eventId !== asked.event.id) throw new Refusal(481);
    held.dialog.takeCSeq(request);
    refuseExtensions(request);
    this.#goOn(held, request, asked, proof, answer);
  }

  #read(request: SipRequest): Asked {
    const uri = readAskedUri(request);
    const line = this.#lineOf(uri);
    const event = readAskedEvent(request);
    return { uri, line, event, expiresS: readGrantedExpires(request, this.#options.limits()) };
  }

  /** Whatever the host (G1). Undefined for no user, which is every line (G4). */
  #lineOf({ user }: SipUri): Held['line'] {
    const { board } = this.#options;
    if (board.isEmpty) throw new Refusal(503, { 'Retry-After': retryWhenEmptyS });
    if (user === undefined) return undefined;
    const id = board.lineOf(user);
    if (id === undefined) throw new Refusal(404);
    return { id, user };
  }

  #begin(request: SipRequest, asked: Asked, proof: Proof, answer: (answer: SipAnswer) => void): void {
    refuseExtensions(request);
    const peer = readPeerAddress(request);
    if (peer === undefined) throw new Refusal(400);
    this.#refuseTarget(peer, proof);
    this.#refuseTooMany(proof.source.address);
    const localTag = this.#options.random.token();
    const { address, written } = ownContact(asked.uri, proof.source);
    const dialog = new SubscriberDialog(request, { localTag, contact: written, peer, source: proof.source });
    const { board } = this.#options;
    const report = new Report({
      dialogs: asked.event.isShared ? board.shared : board.here,
      isShared: asked.event.isShared,
      lineId: asked.line?.id,
      filter: asked.event.filter,
      entity: writeSipUri({ ...asked.uri, parameters: new Map() }),
      contact: address,
    });
    answer(granted(dialog, asked.expiresS, localTag, request));
    this.#hold(localTag, dialog, report, asked, proof).subscription.renew(asked.expiresS);
  }

  #hold(localTag: string, dialog: SubscriberDialog, report: Report, asked: Asked, proof: Proof): Held {
    const { subscriptions, clock, log, send, limits, onCount } = this.#options;
    const { address } = proof.source;
    const subscription: Subscription = new Subscription({
      dialog,
      report,
      event: asked.event.written,
      clock,
      send,
      intervalMs: () => limits().notifyIntervalMs,
      onEnding: (cause) => {
        subscriptions.hide(localTag);
        log.info('a subscription ended', { address, cause });
        onCount();
      },
      onOver: () => subscriptions.remove(held),
    });
    const { line, event } = asked;
    const held: Held = { subscription, dialog, address, line, eventId: event.id, isShared: event.isShared, proof };
    subscriptions.add(localTag, held);
    log.info('a subscription began', { address, isShared: event.isShared, isOfOneLine: line !== undefined });
    onCount();
    return held;
  }

  #goOn(held: Held, request: SipRequest, asked: Asked, proof: Proof, answer: (answer: SipAnswer) => void): void {
    const { dialog, subscription } = held;
    const moved = readPeerAddress(request);
    const peer = moved === undefined ? dialog.peer : dialog.moved(moved);
    this.#refuseTarget(peer, proof);
    dialog.follow(peer, proof.source);
    held.proof = proof;
    answer(granted(dialog, asked.expiresS, undefined, request));
    subscription.renew(asked.expiresS);
  }

  /** Nobody directs our traffic at a third party. */
  #refuseTarget(peer: PeerAddress, proof: Proof): void {
    if (!this.#options.trust().allowsTarget(nextHop(peer, proof.source).host, proof)) throw new Refusal(403);
  }

  #refuseTooMany(address: string): void {
    const { subscriptions, limits } = this.#options;
    const isFull =
      subscriptions.count >= limits().subscriptions ||
      subscriptions.countOf(address) >= limits().subscriptionsPerAddress;
    if (isFull) throw new Refusal(503, { 'Retry-After': retryWhenFullS });
  }
}

/** The 200 of a SUBSCRIBE, never 202 (RFC 6665, 8.3.1). */
function granted(
  dialog: SubscriberDialog,
  expiresS: number,
  toTag: string | undefined,
  request: SipRequest,
): SipAnswer {
  return {
    status: 200,
    ...(toTag !== undefined && { toTag }),
    headers: [
      ...request.headers.filter(({ name }) => name === 'Record-Route'),
      { name: 'Contact', value: dialog.contact },
      { name: 'Expires', value: String(expiresS) },
    ],
  };
}
