/** Written by `python -m web.describe`; do not edit. */

export interface Acceptance {
  tenant: string;
  invitation: string;
  password: string;
}

export interface AccountChange {
  name?: string | null;
  roles?: readonly ("agent" | "lead" | "trainer" | "designer" | "privacy" | "ethics" | "admin")[] | null;
  inboxes?: readonly (string)[] | null;
  rights?: readonly ("vulnerability")[] | null;
  skills?: readonly (string)[] | null;
}

export interface AccountOut {
  email: string;
  name: string;
  roles?: readonly ("agent" | "lead" | "trainer" | "designer" | "privacy" | "ethics" | "admin")[];
  inboxes?: readonly (string)[];
  rights?: readonly ("vulnerability")[];
  skills?: readonly (string)[];
  id: string;
  created_at: string;
  closed_at?: string | null;
}

export interface AgentOut {
  name: string;
  id: string;
  created_at: string;
}

export interface Appraisal {
  event?: Span | null;
  responsible?: "company" | "customer" | "third_party" | "nobody" | "unknown";
  certainty?: number | null;
  controllability?: number | null;
  goal?: Span | null;
}

export interface Ask {
  about: "emotion" | "event" | "need";
  why: string;
}

export interface Assignment {
  agent_id: string | null;
}

export interface AttachmentOut {
  id: string;
  conversation_id: string;
  at: string;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  role: Role;
  author: string | null;
}

export interface AuditOut {
  position: number;
  at: string;
  actor: string;
  action: string;
  object: string;
  detail: Record<string, unknown>;
  before: string;
  hash: string;
}

export interface BoundOut {
  least: number;
  most: number;
}

export interface By {
  by?: string;
}

export interface CallBackOut {
  channel: "phone" | "email";
  address: string;
  at: string;
}

export interface CannedReplyChange {
  name?: string | null;
  language?: string | null;
  text?: string | null;
}

export interface CannedReplyOut {
  name: string;
  language: string;
  text: string;
  inbox_id?: string | null;
  id: string;
  created_at: string;
}

export interface CheckOut {
  imap: string;
  smtp: string;
}

export interface Checked {
  whole: boolean;
  first_broken: number | null;
}

export interface ConsentOut {
  purpose: Purpose;
  given: boolean;
  source: string;
  wording: string;
  locale: string;
  proof?: string | null;
  id: string;
  contact_id: string;
  at: string;
}

export interface ContactOut {
  external_id?: string | null;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  language?: string | null;
  attributes?: Record<string, unknown>;
  id: string;
  created_at: string;
  read: boolean;
}

export interface ConversationOut {
  id: string;
  inbox_id: string;
  contact_id: string;
  started_at: string;
  last_at: string;
  state: "open" | "with_person" | "resolved";
  priority: number;
  messages: number;
  agent_id: string | null;
  guarded: boolean;
  hidden_from: readonly (string)[];
  waiting_since: string | null;
  tags: readonly (string)[];
  snoozed: boolean;
  snoozed_until: string | null;
  merged_into: string | null;
  first_inbox_id: string | null;
}

export interface Corrected {
  emotion: string;
  by: "contact" | "agent";
  at: string;
}

export interface CorrectionOut {
  emotion: string;
  by?: "contact" | "agent";
  id: string;
  message_id: string;
  at: string;
}

export interface CrisisLinesOut {
  emergency: string;
  crisis?: readonly (string)[];
  safety?: readonly (string)[];
  reviewed?: boolean;
  country: string;
  own: boolean;
  reviewed_at: string | null;
  reviewed_by: string | null;
  told: Record<string, string>;
}

export interface Cue {
  kind: "capitals" | "exclamation" | "question_marks" | "elongation" | "profanity" | "politeness" | "urgency" | "threat_to_leave" | "repeated_contact" | "negation" | "sarcasm" | "emoji";
  start: number;
  end: number;
}

export interface DecisionOut {
  action: "hand_over" | "ask" | "answer" | "none";
  reasons: readonly (ReasonOut)[];
  priority: number;
}

export interface DeliveryOut {
  position: number;
  at: string;
  event: number;
  kind: string;
  conversation_id: string | null;
  contact_id: string | null;
  attempt: number;
  status: number | null;
  why: string;
  milliseconds: number;
}

export interface EntryChange {
  text?: string | null;
  struck?: boolean | null;
}

export interface EntryOut {
  id: string;
  section: "facts" | "tried" | "open" | "feeling";
  text: string;
  by: "warmline" | "customer" | "agent";
  struck: boolean;
  message_id: string | null;
}

export interface ErasureOut {
  what: "feelings" | "everything" | "reading" | "vulnerability";
  id: string;
  contact_id: string;
  at: string;
  done_at: string | null;
}

export interface EventOut {
  position: number;
  at: string;
  kind: string;
  conversation_id: string | null;
  contact_id: string | null;
  message_id: string | null;
  event: Record<string, unknown>;
}

export interface Evidence {
  start: number;
  end: number;
  text: string;
  emotion: string;
  weight: number;
}

export interface Fault {
  at: string;
  why: string;
}

export interface Flag {
  kind: "person" | "crisis" | "abuse" | "safety" | "minor" | "health" | "life_event" | "resilience" | "capability";
  p: number;
  start: number;
  end: number;
}

export interface FoundOut {
  id: string;
  conversation_id: string;
  at: string;
  role: Role;
  text: string;
}

export interface FrameOut {
  type: "events";
  cursor: number;
  rows: readonly (RowOut)[];
  gone: readonly (string)[];
  events: readonly (EventOut)[];
  ids?: readonly (string)[] | null;
}

export interface GlanceOut {
  id: string;
  contact_name: string | null;
  language: string | null;
  last: LastOut | null;
  emotion: string | null;
  valence: number | null;
  confidence: number | null;
}

export interface HandOverOut {
  state: "none" | "queued" | "callback" | "joined" | "resolved";
  asked_at: string | null;
  asks: number;
  position: number | null;
  open: boolean;
  opens_at: string | null;
  agent: WhoOut | null;
  callback: CallBackOut | null;
  seconds_to_person: number | null;
}

export interface HiddenFrom {
  agents: readonly (string)[];
}

export interface HoldsOut {
  version: string;
  language: string;
  missing: string | null;
  text: readonly (string)[];
}

export interface HoursOut {
  time_zone: string;
  week: readonly (readonly (readonly (string)[])[])[];
  holidays?: readonly (string)[];
  country?: string | null;
}

export interface HowReadOut {
  message_id: string;
  conversation_id: string;
  at: string;
  text: string;
  emotion: string;
  reading: ShownReading;
  decision: DecisionOut | null;
  models: Record<string, string>;
  seen: readonly (LookOut)[];
}

export interface IdentityProviderOut {
  issuer: string;
  client_id: string;
  only?: boolean;
  created_at: string;
}

export interface InboxChange {
  name?: string | null;
  channel?: "api" | "chat" | "email" | "voice" | null;
  origins?: readonly (string)[] | null;
  identity?: "anyone" | "signed" | null;
}

export interface InboxOut {
  name: string;
  channel?: "api" | "chat" | "email" | "voice";
  origins?: readonly (string)[];
  identity?: "anyone" | "signed";
  id: string;
  created_at: string;
}

export interface InboxSecret {
  secret: string;
}

export interface Invited {
  invitation: string;
  ends_at: string;
}

export interface KeyOnce {
  name: string;
  scopes?: readonly ("read" | "write" | "privacy" | "vulnerability" | "admin")[];
  id: string;
  created_at: string;
  revoked_at?: string | null;
  key: string | null;
}

export interface KeyOut {
  name: string;
  scopes?: readonly ("read" | "write" | "privacy" | "vulnerability" | "admin")[];
  id: string;
  created_at: string;
  revoked_at?: string | null;
}

export interface LastOut {
  text: string;
  role: Role;
  at: string;
}

export interface LetterOut {
  id: string;
  conversation_id: string;
  at: string;
  way: "in" | "out";
  state: "coming" | "taken" | "waiting" | "sent" | "failed";
  subject: string;
  address: string;
  message_id: string | null;
  automatic: boolean;
  attempts: number;
  due: string | null;
  why: string;
}

export interface LinkOut {
  url: string;
  until: string;
}

export interface LookOut {
  actor: string;
  action: string;
  at: string;
}

export interface MailboxOut {
  address: string;
  folder?: string;
  imap: OpenServer;
  smtp: OpenServer;
  set_at: string;
  looked_at: string | null;
  why: string;
  passed: number;
  unread: number;
  unread_why: string;
}

export interface Me {
  id: string;
  tenant: string;
  name: string;
  email: string;
  roles: readonly ("agent" | "lead" | "trainer" | "designer" | "privacy" | "ethics" | "admin")[];
  inboxes: readonly (string)[];
  rights: readonly ("vulnerability")[];
  second_factor: boolean;
}

export interface Merge {
  into: string;
}

export interface MessageOut {
  id: string;
  conversation_id: string;
  number: number;
  role: Role;
  at: string;
  text: string;
  client_id: string | null;
  author: string | null;
  language: string;
}

export interface Mood {
  valence: number;
  arousal: number;
  trend: "rising" | "cooling" | "steady" | "stuck";
  peak: Peak;
  turns: number;
}

export interface NewAccount {
  email: string;
  name: string;
  roles?: readonly ("agent" | "lead" | "trainer" | "designer" | "privacy" | "ethics" | "admin")[];
  inboxes?: readonly (string)[];
  rights?: readonly ("vulnerability")[];
  skills?: readonly (string)[];
}

export interface NewAgent {
  name: string;
}

export interface NewCallBack {
  channel: "phone" | "email";
  address: string;
}

export interface NewCannedReply {
  name: string;
  language: string;
  text: string;
  inbox_id?: string | null;
}

export interface NewConsent {
  purpose: Purpose;
  given: boolean;
  source: string;
  wording: string;
  locale: string;
  proof?: string | null;
}

export interface NewContact {
  external_id?: string | null;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  language?: string | null;
  attributes?: Record<string, unknown>;
}

export interface NewConversation {
  inbox_id: string;
  contact_id: string;
}

export interface NewCorrection {
  emotion: string;
  by?: "contact" | "agent";
}

export interface NewCrisisLines {
  emergency: string;
  crisis?: readonly (string)[];
  safety?: readonly (string)[];
  reviewed?: boolean;
}

export interface NewEntry {
  section: "facts" | "tried" | "open" | "feeling";
  text: string;
}

export interface NewErasure {
  what?: "feelings" | "everything";
}

export interface NewIdentityProvider {
  issuer: string;
  client_id: string;
  only?: boolean;
  client_secret?: string | null;
}

export interface NewInbox {
  name: string;
  channel?: "api" | "chat" | "email" | "voice";
  origins?: readonly (string)[];
  identity?: "anyone" | "signed";
}

export interface NewKey {
  name: string;
  scopes?: readonly ("read" | "write" | "privacy" | "vulnerability" | "admin")[];
}

export interface NewMailbox {
  address: string;
  folder?: string;
  imap: NewServer;
  smtp: NewServer;
}

export interface NewMessage {
  text: string;
  role?: Role;
  client_id?: string | null;
  author?: string | null;
  language?: string | null;
}

export interface NewNote {
  text: string;
}

export interface NewRating {
  csat: 1 | 2 | 3 | 4 | 5;
  comment?: string | null;
}

export interface NewRecovery {
  tenant: string;
  email: string;
}

export interface NewServer {
  host: string;
  port: number;
  security?: "tls" | "starttls" | "none";
  user?: string | null;
  password?: string | null;
}

export interface NewSession {
  tenant: string;
  email: string;
  password: string;
  code?: string | null;
}

export interface NewTag {
  name: string;
}

export interface NewTotp {
  secret: string;
  uri: string;
}

export interface NewWebhook {
  url: string;
  kinds?: readonly ("conversation_started" | "message_kept" | "turn_read" | "decided" | "handed_over" | "call_back_asked" | "passport_changed" | "assigned" | "transferred" | "note_added" | "note_dropped" | "tagged" | "untagged" | "snoozed" | "woken" | "conversation_merged" | "conversation_continued" | "reading_corrected" | "conversation_resolved" | "conversation_reopened" | "conversation_rated" | "consent_changed" | "feelings_forgotten" | "contact_forgotten" | "letter_sent" | "letter_failed" | "letter_shortened" | "automatic_reply_came")[];
}

export interface NoteOut {
  text: string;
  id: string;
  conversation_id: string;
  by: string;
  at: string;
}

export interface NoticeOut {
  version: string;
  language: string;
  missing: string | null;
  machine: string;
  person: string;
  read: string;
  unread: string;
}

export interface OpenServer {
  host: string;
  port: number;
  security?: "tls" | "starttls" | "none";
  user?: string | null;
}

export interface OpeningOut {
  open: boolean;
  opens_at: string | null;
}

export interface PageAccountOut {
  items: readonly (AccountOut)[];
  next?: string | null;
}

export interface PageAgentOut {
  items: readonly (AgentOut)[];
  next?: string | null;
}

export interface PageAttachmentOut {
  items: readonly (AttachmentOut)[];
  next?: string | null;
}

export interface PageAuditOut {
  items: readonly (AuditOut)[];
  next?: string | null;
}

export interface PageCannedReplyOut {
  items: readonly (CannedReplyOut)[];
  next?: string | null;
}

export interface PageConsentOut {
  items: readonly (ConsentOut)[];
  next?: string | null;
}

export interface PageContactOut {
  items: readonly (ContactOut)[];
  next?: string | null;
}

export interface PageConversationOut {
  items: readonly (ConversationOut)[];
  next?: string | null;
}

export interface PageCrisisLinesOut {
  items: readonly (CrisisLinesOut)[];
  next?: string | null;
}

export interface PageDeliveryOut {
  items: readonly (DeliveryOut)[];
  next?: string | null;
}

export interface PageErasureOut {
  items: readonly (ErasureOut)[];
  next?: string | null;
}

export interface PageEventOut {
  items: readonly (EventOut)[];
  next?: string | null;
}

export interface PageFoundOut {
  items: readonly (FoundOut)[];
  next?: string | null;
}

export interface PageGlanceOut {
  items: readonly (GlanceOut)[];
  next?: string | null;
}

export interface PageHowReadOut {
  items: readonly (HowReadOut)[];
  next?: string | null;
}

export interface PageInboxOut {
  items: readonly (InboxOut)[];
  next?: string | null;
}

export interface PageKeyOut {
  items: readonly (KeyOut)[];
  next?: string | null;
}

export interface PageLetterOut {
  items: readonly (LetterOut)[];
  next?: string | null;
}

export interface PageMessageOut {
  items: readonly (MessageOut)[];
  next?: string | null;
}

export interface PageNoteOut {
  items: readonly (NoteOut)[];
  next?: string | null;
}

export interface PagePhraseOut {
  items: readonly (PhraseOut)[];
  next?: string | null;
}

export interface PageSeenOut {
  items: readonly (SeenOut)[];
  next?: string | null;
}

export interface PageSessionOut {
  items: readonly (SessionOut)[];
  next?: string | null;
}

export interface PageStandingOut {
  items: readonly (StandingOut)[];
  next?: string | null;
}

export interface PageTagOut {
  items: readonly (TagOut)[];
  next?: string | null;
}

export interface PageTakerOut {
  items: readonly (TakerOut)[];
  next?: string | null;
}

export interface PageWaitingOut {
  items: readonly (WaitingOut)[];
  next?: string | null;
}

export interface PageWebhookOut {
  items: readonly (WebhookOut)[];
  next?: string | null;
}

export interface PageWordingOut {
  items: readonly (WordingOut)[];
  next?: string | null;
}

export interface PassportOut {
  entries: readonly (EntryOut)[];
  seen_by_customer_at: string | null;
  repeats: RepeatsOut;
}

export interface Peak {
  valence: number;
  id: string;
}

export interface PhraseOut {
  language: string;
  kind: string;
  text: string;
}

export interface PingOut {
  status: number | null;
  why: string;
  milliseconds: number;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: readonly (Fault)[];
}

export type Purpose = "answer" | "remember" | "personalise" | "proactive" | "research" | "voice";

export interface RatingOut {
  csat: 1 | 2 | 3 | 4 | 5;
  comment?: string | null;
  conversation_id: string;
  at: string;
}

export interface ReachabilityOut {
  target_s: number;
  share: number | null;
}

export interface ReadingInput {
  on: boolean;
}

export interface ReadingOutput {
  id: string;
  conversation_id: string;
  language: string;
  emotion: string;
  emotions: Record<string, number>;
  labels: Record<string, number>;
  present: readonly (string)[];
  basic: Record<string, number>;
  basic_present: readonly (string)[];
  valence: number;
  arousal: number;
  intensity: number;
  confidence: number;
  abstained: boolean;
  evidence: readonly (Evidence)[];
  cues: readonly (Cue)[];
  flags: readonly (Flag)[];
  needs: readonly ("information" | "fix" | "compensation" | "be_heard" | "person" | "leave")[];
  appraisal: Appraisal;
  ask: Ask | null;
  mood: Mood;
  model: Record<string, string>;
  kind?: "turn";
}

export interface ReasonOut {
  rule: string;
  because: string;
}

export interface Recovery {
  seconds: number;
}

export interface RepeatsOut {
  asked_again: number;
  questions: number;
}

export interface Replay {
  after?: number | null;
}

export interface RetentionDays {
  inference: number;
  words: number;
  event: number;
  operation: number;
  delivery: number;
}

export interface RetentionOut {
  inference: number;
  words: number;
  event: number;
  operation: number;
  delivery: number;
  own: boolean;
  at: string | null;
  by: string | null;
  policy: RetentionDays;
  bounds: Record<string, BoundOut>;
}

export type Role = "customer" | "agent" | "bot";

export interface RowOut {
  id: string;
  inbox_id: string;
  contact_id: string;
  state: "open" | "with_person" | "resolved";
  priority: number;
  agent_id: string | null;
  guarded: boolean;
  messages: number;
  started_at: string;
  last_at: string;
  waiting_since: string | null;
  tags: readonly (string)[];
  snoozed: boolean;
  snoozed_until: string | null;
  merged_into: string | null;
}

export interface SeenOut {
  conversation_id: string;
  who: string;
  number: number;
  at: string;
}

export interface SessionOut {
  id: string;
  created_at: string;
  ends_at: string;
  revoked_at: string | null;
  current?: boolean;
}

export interface ShownReading {
  id: string;
  conversation_id: string;
  language: string;
  emotion: string;
  emotions: Record<string, number>;
  labels: Record<string, number>;
  present: readonly (string)[];
  basic: Record<string, number>;
  basic_present: readonly (string)[];
  valence: number;
  arousal: number;
  intensity: number;
  confidence: number;
  abstained: boolean;
  evidence: readonly (Evidence)[];
  cues: readonly (Cue)[];
  flags: readonly (Flag)[];
  needs: readonly ("information" | "fix" | "compensation" | "be_heard" | "person" | "leave")[];
  appraisal: Appraisal;
  ask: Ask | null;
  mood: Mood;
  model: Record<string, string>;
  kind?: "turn";
  corrected?: Corrected | null;
}

export interface Snooze {
  until: string | null;
}

export interface Span {
  start: number;
  end: number;
  text: string;
}

export interface StandingOut {
  purpose: Purpose;
  may: boolean;
  answer: ConsentOut | null;
}

export interface Sure {
  password: string;
}

export interface TagOut {
  name: string;
  id: string;
  created_at: string;
}

export interface TakerOut {
  kind: "inbox" | "agent";
  id: string;
  name: string;
  inboxes: readonly (string)[];
}

export interface ToRead {
  text: string;
  language?: string | null;
}

export interface TotpCode {
  secret: string;
  code: string;
}

export interface Transfer {
  inbox_id?: string | null;
  agent_id?: string | null;
  note?: string | null;
  by?: string;
}

export interface UpTo {
  number: number;
}

export interface Visit {
  tenant: string;
  inbox_id: string;
  token?: string | null;
}

export interface Visiting {
  session: string;
  ends_at: string;
  contact_id: string;
  vouched: boolean;
}

export interface WaitingOut {
  state: "none" | "queued" | "callback" | "joined" | "resolved";
  asked_at: string | null;
  asks: number;
  position: number | null;
  open: boolean;
  opens_at: string | null;
  agent: WhoOut | null;
  callback: CallBackOut | null;
  seconds_to_person: number | null;
  conversation_id: string;
  inbox_id: string;
  contact_id: string;
  priority: number;
}

export interface WaitsOut {
  p50: number | null;
  p90: number | null;
  n: number;
}

export interface WallBoardOut {
  queued: number;
  longest_wait_s: number | null;
  joined: number;
  resolved_today: number;
  moods: Record<string, number>;
  time_to_person: WaitsOut;
  reachability: ReachabilityOut;
}

export interface WebhookChange {
  url?: string | null;
  kinds?: readonly ("conversation_started" | "message_kept" | "turn_read" | "decided" | "handed_over" | "call_back_asked" | "passport_changed" | "assigned" | "transferred" | "note_added" | "note_dropped" | "tagged" | "untagged" | "snoozed" | "woken" | "conversation_merged" | "conversation_continued" | "reading_corrected" | "conversation_resolved" | "conversation_reopened" | "conversation_rated" | "consent_changed" | "feelings_forgotten" | "contact_forgotten" | "letter_sent" | "letter_failed" | "letter_shortened" | "automatic_reply_came")[] | null;
}

export interface WebhookOnce {
  url: string;
  kinds?: readonly ("conversation_started" | "message_kept" | "turn_read" | "decided" | "handed_over" | "call_back_asked" | "passport_changed" | "assigned" | "transferred" | "note_added" | "note_dropped" | "tagged" | "untagged" | "snoozed" | "woken" | "conversation_merged" | "conversation_continued" | "reading_corrected" | "conversation_resolved" | "conversation_reopened" | "conversation_rated" | "consent_changed" | "feelings_forgotten" | "contact_forgotten" | "letter_sent" | "letter_failed" | "letter_shortened" | "automatic_reply_came")[];
  id: string;
  created_at: string;
  told: number;
  ok_at: string | null;
  stopped_at: string | null;
  stopped_why: string | null;
  secret: string;
}

export interface WebhookOut {
  url: string;
  kinds?: readonly ("conversation_started" | "message_kept" | "turn_read" | "decided" | "handed_over" | "call_back_asked" | "passport_changed" | "assigned" | "transferred" | "note_added" | "note_dropped" | "tagged" | "untagged" | "snoozed" | "woken" | "conversation_merged" | "conversation_continued" | "reading_corrected" | "conversation_resolved" | "conversation_reopened" | "conversation_rated" | "consent_changed" | "feelings_forgotten" | "contact_forgotten" | "letter_sent" | "letter_failed" | "letter_shortened" | "automatic_reply_came")[];
  id: string;
  created_at: string;
  told: number;
  ok_at: string | null;
  stopped_at: string | null;
  stopped_why: string | null;
}

export interface WhoOut {
  id: string;
  name: string;
}

export interface WordingOut {
  purpose: string;
  language: string;
  version: string;
  text: string;
}
