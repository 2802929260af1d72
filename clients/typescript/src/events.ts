// Made from events/event.capnp by clients/typescript/generator. Do not edit: a test compares.

/** What stands before the `/` of a subject. */
export type SubjectKind = "customer" | "contact" | "problem" | "staff" | "access" | "policy" | "heads";

/** Who acts. */
export type ActorKind =
  /** the person */
  | "customer"
  /** our own staff */
  | "staff"
  /** a partner's staff */
  | "partner"
  /** a machine, also Dangol's clock */
  | "system"
  /** somebody else: a regulator, a relative, another company */
  | "thirdParty";

/**
 * Why personal words are held. A stream has one data key a purpose; destroying that key makes
 * every word held for that purpose unreadable. Closed list; numbers are for ever.
 */
export type Purpose =
  /** to know who it is: identifiers, numbers, and every token */
  | "identity"
  /** to answer and to resolve: messages, needs, corrections */
  | "care"
  /** to remember the person: names, notes, stories; never targeting */
  | "connection"
  /** to learn what the person thinks of us */
  | "survey"
  /** to answer for a complaint or dispute, also before a court */
  | "complaint"
  /** to deliver, to take back, to pay */
  | "commerce"
  /** to protect staff: evidence of abuse */
  | "protection"
  /** to show who looked at whose data */
  | "access";

/** What identifies a person. */
export type IdentifierKind =
  /** a telephone number */
  | "phone"
  /** an e-mail address */
  | "email"
  /** a name on a network or board */
  | "handle"
  /** the number of an order */
  | "orderNo"
  /** the number of the customer in some system */
  | "customerNo";

/** How an identity is known. */
export type IdentityStrength =
  /** proven */
  | "verified"
  /** said by the person */
  | "claimed"
  /** concluded by a system */
  | "inferred";

/** How it is known that two are one. */
export type MergeEvidence =
  /** the person said so */
  | "customerSaid"
  /** a verified identifier is the same */
  | "sameIdentifier"
  /** a human recognised the person */
  | "staffRecognised"
  /** the source system merged them */
  | "sourceMerged";

/** Why a contact changes its stream. */
export type AttributionReason =
  /** nobody knew before */
  | "personLearnt"
  /** it was put down to somebody else */
  | "callerCorrected"
  /** two who had been merged are two */
  | "mergeUndone";

/** Ways to us. */
export type AcquisitionVia =
  /** advertising */
  | "ad"
  /** 입소문: somebody told them */
  | "wordOfMouth"
  /** they searched */
  | "search"
  /** somebody's code */
  | "referralCode"
  /** newspaper, broadcast */
  | "press"
  /** a member of staff, privately */
  | "employee"
  /** asked, and not known */
  | "unknown";

/** How a way to us is known. */
export type AcquisitionEvidence =
  /** the person was asked */
  | "asked"
  /** a code was used */
  | "code"
  /** concluded by a system */
  | "inferred";

/** Which way the word went. */
export type WordDirection =
  /** the person heard it */
  | "heardFrom"
  /** the person told it */
  | "told";

/** How a person and we meet. */
export type Channel =
  /** 전화 */
  | "phone"
  /** e-mail */
  | "email"
  /** 게시판: a public or private board */
  | "webBoard"
  /** a form on a page */
  | "webForm"
  /** a social network */
  | "social"
  /** chat */
  | "chat"
  /** 원격: on the person's machine */
  | "remoteSession"
  /** 방문: face to face */
  | "visit"
  /** 우편: a letter */
  | "postal"
  /** fax */
  | "fax"
  /** a short message */
  | "sms"
  /** noted by staff, no channel of the person */
  | "internal";

/** Who began a contact. */
export type Direction =
  /** the person */
  | "inbound"
  /** we */
  | "outbound";

/** How a contact goes on from an earlier one. */
export type ContactRelation =
  /** the next leg of a transferred call: the same contact in every figure */
  | "transferLeg"
  /** our promised call back */
  | "callback"
  /** an answer to a message */
  | "reply"
  /** another contact about the same issue */
  | "sameIssue";

/** 고객 체험: the life of a purchase. */
export type Stage =
  /** before buying */
  | "considering"
  /** buying */
  | "ordering"
  /** on its way */
  | "delivery"
  /** putting it to use */
  | "setup"
  /** using it */
  | "use"
  /** giving it back */
  | "return"
  /** paying, receipts */
  | "payment"
  /** none of these */
  | "other";

/** What a person looks for. */
export type SoughtPath =
  /** a telephone number */
  | "phone"
  /** a human */
  | "person"
  /** their language */
  | "language"
  /** a receipt or document */
  | "receipt"
  /** a form */
  | "form";

/** What stands in the way. */
export type PathBlock =
  /** there is none to be found */
  | "notFound"
  /** always engaged */
  | "busy"
  /** outside the hours */
  | "closed"
  /** it led back to itself */
  | "loop"
  /** only in another language */
  | "otherLanguage";

/** What a person waits for. */
export type WaitKind =
  /** for the first human */
  | "queue"
  /** while the human is away */
  | "hold"
  /** for the next human */
  | "transfer"
  /** for an answer to a message */
  | "reply";

/** What makes a wait lighter. */
export type WaitEase =
  /** a joke */
  | "humour"
  /** music */
  | "music"
  /** their place in the queue */
  | "positionTold"
  /** a call back instead */
  | "callbackOffered";

/** How a wait ends. */
export type WaitEnd =
  /** a human answered */
  | "answered"
  /** 포기: the person gave up */
  | "abandoned"
  /** sent elsewhere */
  | "diverted"
  /** a call back was booked */
  | "callbackTaken"
  /** the system ended it */
  | "systemClosed";

/** What a member of staff is in a contact. */
export type AgentRole =
  /** answers for it */
  | "owner"
  /** knows the matter */
  | "expert"
  /** translates */
  | "interpreter"
  /** leads */
  | "supervisor"
  /** listens: any rank, any department */
  | "guest"
  /** a partner's staff */
  | "partner";

/** Who ends a contact. */
export type EndedBy =
  /** the person */
  | "customer"
  /** we */
  | "staff"
  /** a machine */
  | "system"
  /** the line broke */
  | "line";

/** The levels of Party. */
export type PartyLevel =
  /** one member of staff */
  | "agent"
  /** a group */
  | "team"
  /** a department */
  | "department"
  /** a company */
  | "company";

/** Kinds of action. */
export type ActionKind =
  /** told how it is */
  | "explained"
  /** looked for something */
  | "searched"
  /** changed data or goods */
  | "changed"
  /** gave money back */
  | "refunded"
  /** sent another */
  | "replaced"
  /** fixed it on the person's machine */
  | "remoteFixed"
  /** asked for more */
  | "askedCustomer"
  /** promised something */
  | "promised"
  /** read the manual aloud */
  | "readManual"
  /** none of these */
  | "other";

/** On whose authority staff act. */
export type Authority =
  /** their own */
  | "own"
  /** granted to them */
  | "granted"
  /** somebody approved it */
  | "approvedBy";

/** Why an issue changes its owner. */
export type HandOffReason =
  /** another knows more */
  | "skill"
  /** the owner is away */
  | "absence"
  /** another is responsible */
  | "jurisdiction"
  /** the shift ended */
  | "shift"
  /** too much work */
  | "load"
  /** another may decide */
  | "authority";

/** Why a story is told again. */
export type RetoldBecause =
  /** to another person */
  | "handedOff"
  /** the line or the person was cut off */
  | "cutShort"
  /** it had been noted wrongly */
  | "misrecorded";

/** Where a person is sent. */
export type DeflectedTo =
  /** another department */
  | "otherDepartment"
  /** another company */
  | "otherCompany"
  /** help yourself */
  | "selfService";

/** How it is known that a person accepts. */
export type ConfirmationBasis =
  /** they said so */
  | "customerSaid"
  /** they went on as if it were solved */
  | "customerActed"
  /** they answered yes */
  | "surveyYes"
  /** they said nothing for the window */
  | "silence"
  /** a foreign system says solved, by whom is unknown */
  | "sourceMarked";

/** How an issue is closed. */
export type Closure =
  /** solved; needs a standing confirmation */
  | "resolved"
  /** the person let it be */
  | "withdrawn"
  /** it cannot be done */
  | "notPossible"
  /** it is another issue */
  | "duplicate"
  /** nobody said anything any more */
  | "silent";

/** Who sells. */
export type Seller =
  /** we */
  | "ours"
  /** a competitor */
  | "competitor";

/** Kinds of promise. */
export type PromiseKind =
  /** 콜백: to call back */
  | "callback"
  /** to come back to it */
  | "followUp"
  /** to say when it is there */
  | "stockNotice"
  /** to pay back */
  | "refund"
  /** to come */
  | "visit";

/** What a survey asks about. */
export type SurveyAbout =
  /** a contact */
  | "contact"
  /** an issue */
  | "issue"
  /** an order */
  | "order"
  /** the relation as a whole */
  | "relation";

/** Kinds of question. */
export type Instrument =
  /** how satisfied */
  | "satisfaction"
  /** would you recommend us */
  | "recommend"
  /** how hard was it */
  | "effort"
  /** is it solved */
  | "resolvedYesNo"
  /** in your own words */
  | "open";

/** By what rule goods are taken back. */
export type ReturnRule =
  /** inside a year, as offered */
  | "within365"
  /** because we want to */
  | "goodwill";

/** Categories that need consent of their own. */
export type Sensitive =
  /** none of them */
  | "none"
  /** health */
  | "health"
  /** religion or belief */
  | "belief"
  /** sex life */
  | "sexLife"
  /** political opinion */
  | "politics"
  /** membership of a trade union */
  | "union"
  /** genetic data */
  | "genes"
  /** biometric data */
  | "biometrics"
  /** criminal record */
  | "criminalRecord";

/** What is worth remembering. */
export type NoteKind =
  /** a wedding, a death, a move */
  | "lifeEvent"
  /** something in common */
  | "sharedInterest"
  /** something wanted and not said */
  | "unstatedNeed"
  /** what made us laugh */
  | "humour"
  /** their thanks */
  | "thanks"
  /** what to be careful of */
  | "care";

/** Kinds of kindness. */
export type KindnessKind =
  /** flowers */
  | "flowers"
  /** a card */
  | "card"
  /** a gift */
  | "gift"
  /** an errand run for them */
  | "errand"
  /** something better than ordered */
  | "upgrade"
  /** a fee not taken */
  | "waivedFee"
  /** a competitor named who has it */
  | "competitorNamed"
  /** listening */
  | "timeGiven";

/** What comes back. */
export type ReciprocitySign =
  /** thanks */
  | "thanked"
  /** a story of their own */
  | "toldStory"
  /** a gift */
  | "gave"
  /** they ask for the same person again */
  | "askedForSamePerson"
  /** they send somebody */
  | "referredSomeone";

/** Why a note is taken back. */
export type RetractReason =
  /** the person asked */
  | "customerAsked"
  /** it was wrong */
  | "wrong"
  /** it was nobody's business */
  | "tooPrivate";

/** Who hears a story. */
export type Audience =
  /** the team */
  | "team"
  /** newcomers */
  | "training"
  /** everybody here */
  | "company"
  /** everybody; needs consent */
  | "public";

/** Kinds of abuse. */
export type AbuseKind =
  /** insult */
  | "insult"
  /** threat */
  | "threat"
  /** sexual harassment */
  | "sexual"
  /** discrimination */
  | "discrimination"
  /** again and again without cause */
  | "persistence";

/** What protects staff. */
export type ProtectionMeasure =
  /** rest */
  | "rest"
  /** other work */
  | "transfer"
  /** counselling */
  | "counselling"
  /** legal help */
  | "legalHelp";

/** What stays possible after an ending. */
export type Remaining =
  /** money back */
  | "refund"
  /** goods back */
  | "return"
  /** rights over one's data */
  | "dataRequests";

/** What becomes of a problem. */
export type ProblemDecision =
  /** somebody answers for it */
  | "owned"
  /** it is known what to do */
  | "remedyChosen"
  /** it is done */
  | "remedyReleased"
  /** it is over */
  | "closed"
  /** nothing will be done */
  | "declined";

/** What a notice tells of and a consent allows. */
export type ConsentPurpose =
  /** keeping what is said to answer */
  | "care"
  /** recording a call or chat */
  | "recording"
  /** seeing or steering their machine */
  | "remoteSession"
  /** noting something of a protected category */
  | "sensitiveNote"
  /** telling their story */
  | "story"
  /** asking what they think */
  | "survey"
  /** passing it to a partner */
  | "partner";

/** What is done with personal data. */
export type AccessOperation =
  /** shown */
  | "view"
  /** searched */
  | "search"
  /** a figure opened to its people */
  | "drillDown"
  /** taken out */
  | "export"
  /** printed */
  | "print"
  /** changed */
  | "change"
  /** erased */
  | "erase";

/** Rights over one's data. */
export type SubjectRight =
  /** to see them */
  | "access"
  /** to have them corrected */
  | "rectify"
  /** to have them erased */
  | "erase"
  /** to have their use stopped */
  | "suspend"
  /** to take them along */
  | "portability"
  /** to object */
  | "object";

/** Answers to a request. */
export type RequestOutcome =
  /** yes */
  | "granted"
  /** in part */
  | "partly"
  /** no */
  | "refused";

/** Somebody said or showed who they are. */
export interface CustomerIdentified<W = string> {
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
  /** What kind of identifier. */
  identifierKind: IdentifierKind;
  /**
   * The identifier itself.
   * Words, held for the purpose `identity`.
   */
  identifier?: W;
  /** How far it can be trusted. */
  strength: IdentityStrength;
}

/** The person got the name they are called by. */
export interface CustomerNamed<W = string> {
  /**
   * As they like to be called.
   * Words, held for the purpose `connection`.
   */
  calledName: W;
  /**
   * What they are like: '생각 깊은'.
   * Words, held for the purpose `connection`.
   */
  epithet?: W;
  /**
   * The event that shows it.
   * The `id` of an event of the same subject and source.
   */
  evidenceEventId?: string;
  /**
   * Who chose the name.
   * What follows `staff/` in a subject.
   */
  by?: string;
}

/** Two streams were one person. Sent to one of the two, recorded on both. */
export interface CustomersMerged {
  /**
   * The stream that goes on.
   * A subject: `customer/42`.
   */
  survivor: string;
  /**
   * The stream that takes no more decisions.
   * A subject: `customer/42`.
   */
  absorbed: string;
  /** How it is known. */
  evidence: MergeEvidence;
  /**
   * Who decided it.
   * What follows `staff/` in a subject.
   */
  by?: string;
}

/** The person of a contact was learnt or corrected. Recorded on both streams. */
export interface ContactAttributed {
  /**
   * The contact or order that moves.
   * An id.
   */
  contactId: string;
  /**
   * The stream it was on.
   * A subject: `customer/42`.
   */
  from?: string;
  /**
   * The stream it belongs to.
   * A subject: `customer/42`.
   */
  to: string;
  /** Why it moves. */
  reason: AttributionReason;
}

/** Something recorded was wrong. The old record stays; its words can be erased. */
export interface DetailCorrected<W = string> {
  /**
   * The event that had it wrong.
   * The `id` of an event of the same subject and source.
   */
  targetEventId: string;
  /** Which field of its data, as a JSON path: `identifier`. */
  field: string;
  /**
   * What is right.
   * Words, held for the purpose `care`.
   */
  value?: W;
  /** Why, as a code. */
  reason?: string;
  /** Who asked for it. */
  requestedBy?: ActorKind;
}

/** How the person came to us. */
export interface AcquisitionLearnt {
  /** The way. */
  via: AcquisitionVia;
  /**
   * Who told them.
   * What follows `customer/` in a subject.
   */
  referrerCustomerId?: string;
  /** How we know. */
  evidence: AcquisitionEvidence;
}

/** The person told others about us, or heard from others. */
export interface WordOfMouthReported {
  /** Heard or told. */
  direction: WordDirection;
  /** Where: `dinner`, `blog`. */
  medium?: string;
  /** How many people, as the person says; 0: not said. */
  peopleCount?: number;
  /**
   * In which contact they said so.
   * An id.
   */
  contactId?: string;
}

/**
 * One more fact of the source that has no field of its own (state, company, priority, forum
 * section), so that an import loses nothing and a figure can group by it. Never words about a
 * person, never a time spent.
 */
export interface Label {
  /** A lower-case letter, then letters and digits: `company`; at most 32 bytes. */
  name: string;
  /** As the source has it. */
  value: string;
}

/** 접촉: one continuous exchange on one channel began. */
export interface ContactStarted {
  /**
   * The contact.
   * An id.
   */
  contactId: string;
  /** How. */
  channel: Channel;
  /** Who began it. */
  direction?: Direction;
  /** Where it came in: a number, page, board, menu line. */
  entryPoint?: string;
  /** BCP 47: `ko`. */
  language?: string;
  /**
   * The contact that it goes on from.
   * An id.
   */
  relatedContactId?: string;
  /** How it goes on from it. */
  relation?: ContactRelation;
  /** The third body that passed it on, for a referral. */
  via?: string;
  /** Where the person stands in the life of a purchase. */
  stage?: Stage;
  /** Further facts of the source. */
  labels?: ReadonlyArray<Label>;
}

/** The person looked for a way to us and did not find it. */
export interface ContactPathBlocked {
  /** What they looked for. */
  sought: SoughtPath;
  /** Where they looked: a page, a menu. */
  where?: string;
  /** What stood in the way. */
  blockedBy: PathBlock;
  /**
   * In which contact they said so.
   * An id.
   */
  contactId?: string;
}

/** 대기: the person began to wait. */
export interface WaitStarted {
  /**
   * In which contact.
   * An id.
   */
  contactId: string;
  /**
   * The wait.
   * An id.
   */
  waitId: string;
  /** What for. */
  waitKind: WaitKind;
  /** Which queue. */
  queue?: string;
}

/** Something made the wait lighter. */
export interface WaitEased {
  /**
   * The wait.
   * An id.
   */
  waitId: string;
  /** What did. */
  with: WaitEase;
  /** Whether the person chose it. */
  chosenByCustomer?: boolean;
}

/** The wait ended. */
export interface WaitEnded {
  /**
   * The wait.
   * An id.
   */
  waitId: string;
  /** How. */
  end: WaitEnd;
}

/** Somebody of ours, or a guest, came into the contact. */
export interface AgentJoined {
  /**
   * The contact.
   * An id.
   */
  contactId: string;
  /**
   * Who.
   * What follows `staff/` in a subject.
   */
  agentId: string;
  /** As what. */
  role?: AgentRole;
}

/** Somebody of ours left the contact. */
export interface AgentLeft {
  /**
   * The contact.
   * An id.
   */
  contactId: string;
  /**
   * Who.
   * What follows `staff/` in a subject.
   */
  agentId: string;
  /** As what they had been there. */
  role?: AgentRole;
}

/** One message, letter, post or spoken passage. */
export interface MessageExchanged<W = string> {
  /**
   * In which contact.
   * An id.
   */
  contactId: string;
  /**
   * The message.
   * An id.
   */
  messageId: string;
  /** Who wrote or said it. */
  authorKind: ActorKind;
  /**
   * What was said.
   * Words, held for the purpose `care`.
   */
  text?: W;
  /** BCP 47. */
  language?: string;
  /** The kind of translator, `human` or a machine's name; empty: not translated. */
  translatedBy?: string;
  /**
   * The message that it answers.
   * An id.
   */
  inReplyTo?: string;
}

/** 원격: staff could see or steer the person's machine from now on. */
export interface RemoteSessionStarted {
  /**
   * In which contact.
   * An id.
   */
  contactId: string;
  /**
   * The session.
   * An id.
   */
  sessionId: string;
  /**
   * The event by which the person agreed.
   * The `id` of an event of the same subject and source.
   */
  consentEventId?: string;
}

/** The remote session was over. */
export interface RemoteSessionEnded {
  /**
   * In which contact.
   * An id.
   */
  contactId: string;
  /**
   * The session.
   * An id.
   */
  sessionId: string;
  /**
   * The event by which the person had agreed.
   * The `id` of an event of the same subject and source.
   */
  consentEventId?: string;
}

/** The exchange was over. */
export interface ContactEnded {
  /**
   * The contact.
   * An id.
   */
  contactId: string;
  /** Who ended it. */
  endedBy?: EndedBy;
  /** Why, as a code. */
  reason?: string;
}

/** Who owns an issue: one person or group, at one level. */
export type Party = (
| {
  /**
   * One member of staff.
   * What follows `staff/` in a subject.
   */
  agent: string;
  team?: never;
  department?: never;
  company?: never;
}
| {
  /** A group. */
  team: string;
  agent?: never;
  department?: never;
  company?: never;
}
| {
  /** A department. */
  department: string;
  agent?: never;
  team?: never;
  company?: never;
}
| {
  /** Another company. */
  company: string;
  agent?: never;
  team?: never;
  department?: never;
}
| {
  agent?: never;
  team?: never;
  department?: never;
  company?: never;
});

/** 문의: the person wants something changed or answered. It may span many contacts. */
export interface IssueOpened<W = string> {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * The contact in which it came up.
   * An id.
   */
  contactId?: string;
  /** What it is about, in the source's own list. */
  topic?: string;
  /** Which product. */
  product?: string;
  /** Who answers for it. */
  owner?: Party;
  /** Where in the life of a purchase. */
  stage?: Stage;
  /**
   * What the person says they want.
   * Words, held for the purpose `care`.
   */
  statedNeed?: W;
  /**
   * What they want and do not say.
   * Words, held for the purpose `care`.
   */
  unstatedNeed?: W;
  /** How it shows, in the source's own list. */
  symptom?: string;
  /** Further facts of the source. */
  labels?: ReadonlyArray<Label>;
}

/** A contact was about an issue: the basis of first-contact resolution. */
export interface IssueTouched {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * The contact.
   * An id.
   */
  contactId: string;
}

/** The source no longer says who owns the issue. */
export interface OwnerUnknown {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** At which level it is unknown; unset: at every level. */
  level?: PartyLevel;
}

/** The issue got its topic, product or symptom: together the key of a recurring problem. */
export interface IssueClassified {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** What it is about. */
  topic?: string;
  /** Which product. */
  product?: string;
  /** How it shows. */
  symptom?: string;
  /**
   * Who classified it.
   * What follows `staff/` in a subject.
   */
  by?: string;
  /** Further facts of the source: priority, impact. */
  labels?: ReadonlyArray<Label>;
}

/** 조치: staff did something. By itself never a resolution. */
export interface ActionTaken<W = string> {
  /**
   * For which issue.
   * An id.
   */
  issueId: string;
  /**
   * The action.
   * An id.
   */
  actionId: string;
  /** What was done. */
  actionKind: ActionKind;
  /**
   * Who did it.
   * What follows `staff/` in a subject.
   */
  by?: string;
  /** On whose authority. */
  authority?: Authority;
  /**
   * Who approved it, when authority is approvedBy.
   * What follows `staff/` in a subject.
   */
  approvedBy?: string;
  /**
   * In words, where a kind does not say it.
   * Words, held for the purpose `care`.
   */
  what?: W;
  /** Further facts of the source: its own name of the action. */
  labels?: ReadonlyArray<Label>;
}

/** 이관: the issue's owner changed. */
export interface HandedOff {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** The owner until now. */
  from: Party;
  /** The owner from now on. */
  to: Party;
  /** Why. */
  reason?: HandOffReason;
  /** Joined three-way with context (true), or the person starts again (false). */
  warm?: boolean;
  /** Whether what was known went along. */
  contextCarried?: boolean;
}

/** The person had to explain it all again, as they said or the receiver noted. */
export interface StoryRetold {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
  /** Why. */
  because?: RetoldBecause;
}

/** 상위 이관: authority was missing, not knowledge. */
export interface Escalated {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** To which role. */
  toRole?: string;
  /** What the agent was not allowed to decide, so that it can be granted next time. */
  missingAuthority: string;
}

/** The person was sent elsewhere. */
export interface IssueDeflected {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** Where. */
  to: DeflectedTo;
  /** Whether we introduced them there. */
  introduced?: boolean;
}

/** Staff think that it is solved. */
export interface ResolutionProposed<W = string> {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * The proposal.
   * An id.
   */
  resolutionId: string;
  /**
   * The actions that make it up.
   * An id.
   */
  actionIds?: ReadonlyArray<string>;
  /**
   * In words.
   * Words, held for the purpose `care`.
   */
  what?: W;
}

/** 해결: the person accepts the state of the world. Basis silence: by the clock only. */
export interface ResolutionConfirmed {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * Which proposal.
   * An id.
   */
  resolutionId?: string;
  /** How it is known. */
  basis: ConfirmationBasis;
  /**
   * The person's own event that shows it.
   * The `id` of an event of the same subject and source.
   */
  evidenceEventId?: string;
  /** Basis silence: days without a word, by policy; 0: another basis. */
  windowDays?: number;
}

/** The person does not accept it, also when they dispute a company's answer. */
export interface ResolutionRejected<W = string> {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * The proposal that they reject.
   * An id.
   */
  resolutionId?: string;
  /**
   * Or the action.
   * An id.
   */
  actionId?: string;
  /**
   * Their words.
   * Words, held for the purpose `care`.
   */
  why?: W;
}

/** The issue is open again. */
export interface IssueReopened {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /**
   * The contact in which they came back.
   * An id.
   */
  contactId?: string;
  /**
   * The event that opened it.
   * The `id` of an event of the same subject and source.
   */
  becauseOf?: string;
}

/**
 * The same thing came back to the person as a new issue. The person's stream says so by itself;
 * others may.
 */
export interface IssueRecurred {
  /**
   * The new issue.
   * An id.
   */
  issueId: string;
  /**
   * The old one.
   * An id.
   */
  earlierIssueId: string;
  /**
   * Days between the old one's last proposal or confirmation before that and the new one's
   * opening.
   */
  daysSince?: number;
}

/** The issue was closed in its system. By itself never a resolution. */
export interface IssueClosed {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** How. */
  closure: Closure;
  /** Further facts of the source: its own closing code. */
  labels?: ReadonlyArray<Label>;
}

/** An amount of money, exact. */
export interface Money {
  /**
   * In minor units (cents, pence, whole won) divided by 10^extraDigits. JSON: text.
   * An integer as text.
   */
  minor?: string;
  /** ISO 4217: `KRW`. */
  currency: string;
  /** Decimal digits beyond the minor unit, 0 to 6; 1 for a price in tenths of a penny. */
  extraDigits?: number;
}

/** Staff named another way, also a competitor's. */
export interface AlternativeOffered {
  /**
   * The issue.
   * An id.
   */
  issueId: string;
  /** Whose it is. */
  seller: Seller;
  /** What. */
  item?: string;
  /** At what price. */
  price?: Money;
  /** Where to get it. */
  place?: string;
}

/** 약속: staff promised something with a time. */
export interface PromiseMade<W = string> {
  /**
   * The promise.
   * An id.
   */
  promiseId: string;
  /** What. */
  promiseKind: PromiseKind;
  /**
   * Not before.
   * A time: RFC 3339, as precise as it is known.
   */
  windowStart?: string;
  /**
   * Not after: afterwards the promise lapses.
   * A time: RFC 3339, as precise as it is known.
   */
  windowEnd: string;
  /**
   * The number to call.
   * Words, held for the purpose `identity`.
   */
  number?: W;
  /**
   * For which issue.
   * An id.
   */
  issueId?: string;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
}

/** What was promised was done; event time decides whether in time. */
export interface PromiseKept {
  /**
   * The promise.
   * An id.
   */
  promiseId: string;
  /**
   * The event that keeps it.
   * The `id` of an event of the same subject and source.
   */
  byEventId?: string;
}

/** The person no longer wants what was promised. */
export interface PromiseReleased {
  /**
   * The promise.
   * An id.
   */
  promiseId: string;
  /**
   * The event in which they said so.
   * The `id` of an event of the same subject and source.
   */
  byEventId?: string;
  /** Why, as a code. */
  reason?: string;
}

/**
 * Sent by the clock alone: nothing was known to keep the promise by then. A later fact that
 * happened inside the window overturns it in every fold.
 */
export interface PromiseLapsed {
  /**
   * The promise.
   * An id.
   */
  promiseId: string;
  /**
   * The end of the window.
   * A time: RFC 3339, as precise as it is known.
   */
  noWordBy: string;
}

/** The person was asked what they think. */
export interface SurveyOffered {
  /**
   * The survey.
   * An id.
   */
  surveyId: string;
  /** What it asks about. */
  aboutKind: SurveyAbout;
  /**
   * Which contact, issue or order.
   * An id.
   */
  aboutId?: string;
  /** What kind of question. */
  instrument: Instrument;
  /**
   * When it was to reach the person.
   * A time: RFC 3339, as precise as it is known.
   */
  when?: string;
  /** How. */
  channel?: Channel;
}

/** 해피콜: the person answered one question. Scores are kept on their own scale. */
export type SurveyAnswered<W = string> = {
  /**
   * The survey.
   * An id.
   */
  surveyId: string;
  /**
   * The question.
   * An id.
   */
  questionId: string;
  /** The lowest score there is. */
  scaleMin?: number;
  /** The highest score there is; equal to scaleMin: the question has no scale. */
  scaleMax?: number;
  /**
   * In their own words.
   * Words, held for the purpose `survey`.
   */
  words?: W;
} & (
| {
  /** The score; yes is 1 and no 0 on a scale of 0 to 1. */
  score: number;
}
| {
  score?: never;
});

/** What praise or a complaint is about. */
export type About = (
| {
  /**
   * A member of staff.
   * What follows `staff/` in a subject.
   */
  person: string;
  product?: never;
  policy?: never;
  wait?: never;
}
| {
  /** A product or service. */
  product: string;
  person?: never;
  policy?: never;
  wait?: never;
}
| {
  /** A rule of ours. */
  policy: string;
  person?: never;
  product?: never;
  wait?: never;
}
| {
  /**
   * A wait.
   * An id.
   */
  wait: string;
  person?: never;
  product?: never;
  policy?: never;
}
| {
  person?: never;
  product?: never;
  policy?: never;
  wait?: never;
});

/** The person praised somebody or something. */
export interface PraiseGiven<W = string> {
  /** Whom or what. */
  about: About;
  /**
   * Their words.
   * Words, held for the purpose `care`.
   */
  words?: W;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
}

/** The person complained about somebody or something. */
export interface ComplaintRaised<W = string> {
  /** About whom or what. */
  about: About;
  /**
   * Their words.
   * Words, held for the purpose `complaint`.
   */
  words?: W;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
  /**
   * The complaint's own id, as a regulator's number.
   * An id.
   */
  complaintId?: string;
  /**
   * The issue that it is about.
   * An id.
   */
  issueId?: string;
  /** What is wrong, in the source's own list. */
  topic?: string;
  /** Further facts of the source: company, state. */
  labels?: ReadonlyArray<Label>;
}

/** One line of an order, a cancellation, a delivery or a return. */
export interface OrderLine {
  /**
   * The line.
   * An id.
   */
  lineId?: string;
  /** The article's code. */
  item?: string;
  /** Pieces; as the source has it, also negative. */
  quantity?: number;
  /**
   * Price of one piece, in the order's minor units divided by 10^priceDigits. JSON: text.
   * An integer as text.
   */
  unitPrice?: string;
  /** The article's name. */
  description?: string;
}

/** Something was ordered. */
export interface OrderPlaced {
  /**
   * The order.
   * An id.
   */
  orderId: string;
  /**
   * When, if not at the event's time.
   * A time: RFC 3339, as precise as it is known.
   */
  placedAt?: string;
  /** What. */
  lines?: ReadonlyArray<OrderLine>;
  /** ISO 4217, of every price in the order. */
  currency?: string;
  /** Decimal digits of the prices beyond the minor unit, 0 to 6. */
  priceDigits?: number;
  /** Further facts of the source: country. */
  labels?: ReadonlyArray<Label>;
}

/** An order or some of its lines were cancelled. */
export interface OrderCancelled {
  /**
   * The order; real cancellations do not always name it.
   * An id.
   */
  orderId?: string;
  /** What; empty: all of it. */
  lines?: ReadonlyArray<OrderLine>;
  /** Why, as a code. */
  reason?: string;
  /** ISO 4217, of every price in the lines. */
  currency?: string;
  /** Decimal digits of the prices beyond the minor unit, 0 to 6. */
  priceDigits?: number;
  /**
   * The cancellation's own number.
   * An id.
   */
  cancellationId?: string;
  /** Further facts of the source: country. */
  labels?: ReadonlyArray<Label>;
}

/** An order or some of its lines arrived. */
export interface OrderDelivered {
  /**
   * The order.
   * An id.
   */
  orderId: string;
  /** What; empty: all of it. */
  lines?: ReadonlyArray<OrderLine>;
}

/** The person wants to send something back. */
export interface ReturnRequested {
  /**
   * The return.
   * An id.
   */
  returnId: string;
  /**
   * Of which order.
   * An id.
   */
  orderId?: string;
  /** What. */
  lines?: ReadonlyArray<OrderLine>;
  /** Why, as a code. */
  reason?: string;
}

/** What was sent back arrived. */
export interface ReturnReceived {
  /**
   * The return.
   * An id.
   */
  returnId: string;
  /**
   * Of which order.
   * An id.
   */
  orderId?: string;
  /** What. */
  lines?: ReadonlyArray<OrderLine>;
  /** Why, as a code. */
  reason?: string;
}

/** We take it back. */
export interface ReturnAccepted {
  /**
   * The return.
   * An id.
   */
  returnId: string;
  /** By what rule. */
  rule: ReturnRule;
  /** Whether we have it fetched. */
  pickupArranged?: boolean;
}

/** Money was paid back, for a return or an order. */
export interface RefundPaid {
  /**
   * The return.
   * An id.
   */
  returnId?: string;
  /**
   * The order.
   * An id.
   */
  orderId?: string;
  /** How much. */
  amount: Money;
}

/** 유대: a human of the contact noted something about the person worth remembering. */
export interface ConnectionNoted<W = string> {
  /**
   * The note.
   * An id.
   */
  noteId: string;
  /** What the law protects more, as its author states; `none` is said, not left out. */
  sensitive: Sensitive;
  /**
   * Other people whom the note speaks of.
   * Words, held for the purpose `connection`.
   */
  mentions?: ReadonlyArray<W>;
  /** What kind of thing. */
  noteKind: NoteKind;
  /**
   * The note.
   * Words, held for the purpose `connection`.
   */
  words?: W;
  /**
   * The person's own event that it comes from.
   * The `id` of an event of the same subject and source.
   */
  evidenceEventId: string;
  /**
   * The human who noted it.
   * What follows `staff/` in a subject.
   */
  by: string;
}

/** Something was done for the person beyond the business. */
export interface KindnessDone {
  /**
   * The kindness.
   * An id.
   */
  kindnessId: string;
  /** What. */
  kindnessKind: KindnessKind;
  /** What it cost us. */
  cost?: Money;
  /**
   * The note that it answers.
   * An id.
   */
  noteId?: string;
  /**
   * Who did it.
   * What follows `staff/` in a subject.
   */
  by?: string;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
}

/** Something came back from the person. */
export type ConnectionReciprocated = {
  /** What came back. */
  sign: ReciprocitySign;
  /**
   * The person's own event that shows it.
   * The `id` of an event of the same subject and source.
   */
  evidenceEventId?: string;
} & (
| {
  /**
   * To a note.
   * An id.
   */
  noteId: string;
  kindnessId?: never;
}
| {
  /**
   * To a kindness.
   * An id.
   */
  kindnessId: string;
  noteId?: never;
}
| {
  noteId?: never;
  kindnessId?: never;
});

/** A note was taken back and its words removed. */
export interface ConnectionNoteRetracted {
  /**
   * The note.
   * An id.
   */
  noteId: string;
  /** Why. */
  reason: RetractReason;
}

/** What happened is told to others. */
export interface StoryTold {
  /**
   * The story.
   * An id.
   */
  storyId: string;
  /**
   * The events that it tells.
   * The `id` of an event of the same subject and source.
   */
  eventIds?: ReadonlyArray<string>;
  /** To whom. */
  audience: Audience;
  /**
   * The events by which the persons agreed, one a person.
   * The `id` of an event of the same subject and source.
   */
  consents?: ReadonlyArray<string>;
  /** Whether it is told without names. */
  pseudonymous?: boolean;
  /** What it is about. */
  topic?: string;
}

/** The story is no longer told: consent was withdrawn or a person forgotten. */
export interface StoryWithdrawn {
  /**
   * The story.
   * An id.
   */
  storyId: string;
  /** Why, as a code. */
  reason?: string;
}

/** 상담원 보호: a member of staff was abused. */
export interface AbuseReported<W = string> {
  /**
   * In which contact.
   * An id.
   */
  contactId: string;
  /**
   * Who reports it.
   * What follows `staff/` in a subject.
   */
  byAgent: string;
  /** What kind. */
  abuseKind: AbuseKind;
  /**
   * What was said.
   * Words, held for the purpose `protection`.
   */
  words?: W;
}

/** The person was told to stop, and what happens otherwise. */
export interface WarningGiven {
  /**
   * In which contact.
   * An id.
   */
  contactId: string;
  /**
   * Who warned.
   * What follows `staff/` in a subject.
   */
  by: string;
}

/** Staff ended the contact to protect themselves. */
export interface ContactEndedForProtection {
  /**
   * The contact.
   * An id.
   */
  contactId: string;
  /**
   * Who ended it.
   * What follows `staff/` in a subject.
   */
  by: string;
}

/** A member of staff got rest or help. On the stream of that member. */
export interface StaffProtected {
  /**
   * Who.
   * What follows `staff/` in a subject.
   */
  agentId: string;
  /** What. */
  measure: ProtectionMeasure;
  /**
   * The person on whose stream the cause is recorded.
   * What follows `customer/` in a subject.
   */
  customerId?: string;
  /**
   * The id of the event there that is the cause.
   * An id.
   */
  because?: string;
}

/** Two people decided to end the relationship. Always reversible. */
export interface RelationshipEnded {
  /** Why, as a code. */
  reason: string;
  /**
   * Who decided it.
   * What follows `staff/` in a subject.
   */
  decidedBy: string;
  /**
   * Who decided it too, and was not in the contact.
   * What follows `staff/` in a subject.
   */
  secondedBy: string;
  /**
   * When it is looked at again.
   * A time: RFC 3339, as precise as it is known.
   */
  reviewOn: string;
  /** What stays possible; at least all of them, whatever is sent. */
  remains?: ReadonlyArray<Remaining>;
}

/** The relationship goes on again. */
export interface RelationshipRestored {
  /** Why, as a code. */
  reason?: string;
  /**
   * Who decided it.
   * What follows `staff/` in a subject.
   */
  decidedBy: string;
  /**
   * Who decided it too.
   * What follows `staff/` in a subject.
   */
  secondedBy?: string;
}

/** One person's issue, seen from another stream. */
export interface PersonIssue {
  /**
   * The person.
   * What follows `customer/` in a subject.
   */
  customerId: string;
  /**
   * Their issue's id on their own stream.
   * An id.
   */
  issueId: string;
}

/** One cause was seen behind many persons' issues. */
export interface ProblemDetected {
  /**
   * The problem.
   * An id.
   */
  problemId: string;
  /** Key: which product. */
  product?: string;
  /** Key: what about. */
  topic?: string;
  /** Key: how it shows. */
  symptom?: string;
  /** The issues. */
  issues?: ReadonlyArray<PersonIssue>;
  /** Policy when it was seen: issues within so many days count. */
  windowDays?: number;
  /** Policy when it was seen: so many distinct persons make a problem. */
  threshold?: number;
}

/** Somebody decided what becomes of the problem. "We know and do nothing" is a decision too. */
export interface ProblemDecided {
  /**
   * The problem.
   * An id.
   */
  problemId: string;
  /** What was decided. */
  what: ProblemDecision;
  /**
   * Who answers for it.
   * What follows `staff/` in a subject.
   */
  owner?: string;
  /**
   * From when it works.
   * A time: RFC 3339, as precise as it is known.
   */
  effective?: string;
  /** The reason, for everybody to read. */
  why: string;
}

/** A member of staff may decide something from now on. */
export interface AuthorityGranted {
  /**
   * Who.
   * What follows `staff/` in a subject.
   */
  agentId: string;
  /** What they may decide. */
  what: string;
  /** Up to how much. */
  limit?: Money;
}

/** A member of staff may no longer decide it. */
export interface AuthorityWithdrawn {
  /**
   * Who.
   * What follows `staff/` in a subject.
   */
  agentId: string;
  /** What they may no longer decide. */
  what: string;
  /** Above how much; none: at all. */
  limit?: Money;
}

/** The person was told what is kept and why. */
export interface NoticeGiven {
  /** For what. */
  purpose: ConsentPurpose;
  /** Which text. */
  textVersion?: string;
  /** How: `announcement`, `page`. */
  how?: string;
  /**
   * The event that shows it.
   * The `id` of an event of the same subject and source.
   */
  evidence?: string;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
}

/** The person agreed. */
export interface ConsentGiven {
  /** To what. */
  purpose: ConsentPurpose;
  /** To which text. */
  textVersion?: string;
  /** How: `said`, `signed`, `clicked`. */
  how?: string;
  /**
   * The event that shows it.
   * The `id` of an event of the same subject and source.
   */
  evidence?: string;
  /** Which protected category, for sensitiveNote. */
  category?: Sensitive;
  /** The widest audience, for story. */
  audience?: Audience;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
}

/** The person no longer agrees. */
export interface ConsentWithdrawn {
  /** To what. */
  purpose: ConsentPurpose;
  /** To which text. */
  textVersion?: string;
  /** How they said so. */
  how?: string;
  /**
   * The event that shows it.
   * The `id` of an event of the same subject and source.
   */
  evidence?: string;
  /** Which protected category, for sensitiveNote. */
  category?: Sensitive;
  /**
   * In which contact.
   * An id.
   */
  contactId?: string;
}

/** 접속기록: who looked at whose data, when, from where, doing what. */
export interface PersonalDataAccessed<W = string> {
  /**
   * Who.
   * What follows `staff/` in a subject.
   */
  account: string;
  /**
   * When.
   * A time: RFC 3339, as precise as it is known.
   */
  at: string;
  /**
   * Network address or terminal.
   * Words, held for the purpose `access`.
   */
  from?: W;
  /**
   * Whose data; or
   * What follows `customer/` in a subject.
   */
  customerId?: string;
  /**
   * which set of people, as a figure names it,
   * An id.
   */
  setId?: string;
  /** and how many they are. */
  setSize?: number;
  /** What was done. */
  operation: AccessOperation;
  /** What for. */
  purpose: Purpose;
  /**
   * Why; must be given for an export.
   * Words, held for the purpose `access`.
   */
  reason?: W;
}

/** The month's access records were checked. */
export interface AccessRecordsReviewed<W = string> {
  /** `2026-11`. */
  month: string;
  /**
   * Who checked them.
   * What follows `staff/` in a subject.
   */
  reviewer: string;
  /**
   * What they found.
   * Words, held for the purpose `access`.
   */
  findings?: W;
}

/** The person asked for a right over their data. */
export interface SubjectRequestReceived {
  /**
   * The request.
   * An id.
   */
  requestId: string;
  /** Which right. */
  right: SubjectRight;
  /**
   * When it must be answered.
   * A time: RFC 3339, as precise as it is known.
   */
  dueBy: string;
}

/** The request was answered. */
export interface SubjectRequestDecided {
  /**
   * The request.
   * An id.
   */
  requestId: string;
  /** Which right. */
  right?: SubjectRight;
  /** The answer. */
  outcome: RequestOutcome;
  /** The law behind a refusal. */
  legalBasis?: string;
  /** Whether it was made sure who asked. */
  identityChecked: boolean;
  /**
   * Who decided.
   * What follows `staff/` in a subject.
   */
  by?: string;
}

/** A law says that something must be kept: its words stay, locked, also when the rest is erased. */
export interface RetentionHeld {
  /**
   * The hold.
   * An id.
   */
  holdId: string;
  /**
   * The records of this stream, by version; empty: all. JSON: a list of texts.
   * An integer as text.
   */
  versions?: ReadonlyArray<string>;
  /** The words held for these purposes; empty: all. */
  purposes?: ReadonlyArray<Purpose>;
  /** The law. */
  law: string;
  /**
   * How long.
   * A time: RFC 3339, as precise as it is known.
   */
  until: string;
}

/** It need no longer be kept. */
export interface RetentionReleased {
  /**
   * The hold.
   * An id.
   */
  holdId: string;
  /** Why, as a code. */
  reason?: string;
}

/** One data key that is gone. */
export interface DestroyedKey {
  /** Whose words it sealed. */
  purpose: Purpose;
  /**
   * Which key. JSON: text.
   * An integer as text.
   */
  keyId?: string;
}

/** What an erasure left, and why. */
export interface KeptWords {
  /** The words kept. */
  purpose: Purpose;
  /** The law that says so. */
  law: string;
  /**
   * How long.
   * A time: RFC 3339, as precise as it is known.
   */
  until: string;
}

/** Words were made unreadable for ever. No listed key may be used afterwards. */
export interface PersonalDataErased {
  /**
   * The records of this stream, by version; empty: all. JSON: a list of texts.
   * An integer as text.
   */
  versions?: ReadonlyArray<string>;
  /** The keys that are gone. */
  keysDestroyed?: ReadonlyArray<DestroyedKey>;
  /** What stays under a hold. */
  kept?: ReadonlyArray<KeptWords>;
  /**
   * Who ordered it.
   * What follows `staff/` in a subject.
   */
  by?: string;
  /**
   * The request that it grants.
   * An id.
   */
  requestId?: string;
  /** Why, as a code: `requested`, `retentionOver`. */
  reason?: string;
}

/** A window, threshold or period got a value; figures print the one they used. */
export interface PolicySet {
  /** Which one: `silence.days`. */
  name: string;
  /** Its value: `7`. */
  value: string;
  /**
   * From when it holds; not given: from now.
   * A time: RFC 3339, as precise as it is known.
   */
  from?: string;
}

/**
 * The last record of every stream at a size of the log, as one hash: whoever has the entries up to
 * there recomputes it, and a person's records can be proved to be all there are.
 */
export interface HeadsRecorded {
  /**
   * Records of the log that are covered: those at positions below it. JSON: text.
   * An integer as text.
   */
  size: string;
  /**
   * Root of the map from streams to their last records; docs/FORMAT.md says how it is computed.
   * A SHA-256 value in base64.
   */
  root: string;
  /**
   * Streams in the map. JSON: text.
   * An integer as text.
   */
  streams: string;
  /** Which form of the map it is: 1. */
  format: number;
}

/** A key with which checkpoints of this log are signed. */
export interface SigningKeyAnnounced {
  /** The public key as a verifier key of C2SP signed-note: name, key id, key. */
  verifier: string;
  /**
   * From when it signs.
   * A time: RFC 3339, as precise as it is known.
   */
  since: string;
}

/**
 * The log was restored from a backup. It goes on under another origin, since no origin may ever
 * have two histories; this says where the old one ended.
 */
export interface LogRestored {
  /** The origin it had. */
  originBefore: string;
  /**
   * Records in the last checkpoint that is known of that origin. JSON: text.
   * An integer as text.
   */
  size: string;
  /**
   * Root of that checkpoint's tree.
   * A SHA-256 value in base64.
   */
  root: string;
}

/**
 * The key-encryption key of a vault was made anew, and the old one destroyed: no older copy of that
 * vault opens any more. What was erased before is erased for good.
 */
export interface VaultKeyRotated {
  /** Which vault: `vault`, or `held`, which holds what a law keeps. */
  vault: string;
  /**
   * Records of the log then: erasures among them are final. JSON: text.
   * An integer as text.
   */
  size?: string;
  /**
   * Streams whose keys were destroyed while the key before stood. JSON: text.
   * An integer as text.
   */
  streams?: string;
}

/** The data of every type: `W` is what stands for words. */
export interface EventData<W = string> {
  "customer.identified": CustomerIdentified<W>;
  "customer.named": CustomerNamed<W>;
  "customers.merged": CustomersMerged;
  "contact.attributed": ContactAttributed;
  "detail.corrected": DetailCorrected<W>;
  "acquisition.learnt": AcquisitionLearnt;
  "wordofmouth.reported": WordOfMouthReported;
  "contact.started": ContactStarted;
  "contactpath.blocked": ContactPathBlocked;
  "wait.started": WaitStarted;
  "wait.eased": WaitEased;
  "wait.ended": WaitEnded;
  "agent.joined": AgentJoined;
  "agent.left": AgentLeft;
  "message.exchanged": MessageExchanged<W>;
  "remotesession.started": RemoteSessionStarted;
  "remotesession.ended": RemoteSessionEnded;
  "contact.ended": ContactEnded;
  "issue.opened": IssueOpened<W>;
  "issue.touched": IssueTouched;
  "owner.unknown": OwnerUnknown;
  "issue.classified": IssueClassified;
  "action.taken": ActionTaken<W>;
  "issue.handedoff": HandedOff;
  "story.retold": StoryRetold;
  "issue.escalated": Escalated;
  "issue.deflected": IssueDeflected;
  "resolution.proposed": ResolutionProposed<W>;
  "resolution.confirmed": ResolutionConfirmed;
  "resolution.rejected": ResolutionRejected<W>;
  "issue.reopened": IssueReopened;
  "issue.recurred": IssueRecurred;
  "issue.closed": IssueClosed;
  "alternative.offered": AlternativeOffered;
  "promise.made": PromiseMade<W>;
  "promise.kept": PromiseKept;
  "promise.released": PromiseReleased;
  "promise.lapsed": PromiseLapsed;
  "survey.offered": SurveyOffered;
  "survey.answered": SurveyAnswered<W>;
  "praise.given": PraiseGiven<W>;
  "complaint.raised": ComplaintRaised<W>;
  "order.placed": OrderPlaced;
  "order.cancelled": OrderCancelled;
  "order.delivered": OrderDelivered;
  "return.requested": ReturnRequested;
  "return.received": ReturnReceived;
  "return.accepted": ReturnAccepted;
  "refund.paid": RefundPaid;
  "connection.noted": ConnectionNoted<W>;
  "kindness.done": KindnessDone;
  "connection.reciprocated": ConnectionReciprocated;
  "connectionnote.retracted": ConnectionNoteRetracted;
  "story.told": StoryTold;
  "story.withdrawn": StoryWithdrawn;
  "abuse.reported": AbuseReported<W>;
  "warning.given": WarningGiven;
  "contact.endedforprotection": ContactEndedForProtection;
  "staff.protected": StaffProtected;
  "relationship.ended": RelationshipEnded;
  "relationship.restored": RelationshipRestored;
  "problem.detected": ProblemDetected;
  "problem.decided": ProblemDecided;
  "authority.granted": AuthorityGranted;
  "authority.withdrawn": AuthorityWithdrawn;
  "notice.given": NoticeGiven;
  "consent.given": ConsentGiven;
  "consent.withdrawn": ConsentWithdrawn;
  "personaldata.accessed": PersonalDataAccessed<W>;
  "accessrecords.reviewed": AccessRecordsReviewed<W>;
  "subjectrequest.received": SubjectRequestReceived;
  "subjectrequest.decided": SubjectRequestDecided;
  "retention.held": RetentionHeld;
  "retention.released": RetentionReleased;
  "personaldata.erased": PersonalDataErased;
  "policy.set": PolicySet;
  "heads.recorded": HeadsRecorded;
  "signingkey.announced": SigningKeyAnnounced;
  "log.restored": LogRestored;
  "vaultkey.rotated": VaultKeyRotated;
}

/** Every type: whether Dangol decides it, and so can refuse it, and the kinds of subject that take it. */
export const eventTypes = {
  "customer.identified": { standing: "fact", kinds: ["customer", "contact"] },
  "customer.named": { standing: "fact", kinds: ["customer"] },
  "customers.merged": { standing: "decided", kinds: ["customer"] },
  "contact.attributed": { standing: "decided", kinds: ["customer", "contact"] },
  "detail.corrected": { standing: "fact", kinds: ["customer", "contact"] },
  "acquisition.learnt": { standing: "fact", kinds: ["customer"] },
  "wordofmouth.reported": { standing: "fact", kinds: ["customer", "contact"] },
  "contact.started": { standing: "fact", kinds: ["customer", "contact"] },
  "contactpath.blocked": { standing: "fact", kinds: ["customer", "contact"] },
  "wait.started": { standing: "fact", kinds: ["customer", "contact"] },
  "wait.eased": { standing: "fact", kinds: ["customer", "contact"] },
  "wait.ended": { standing: "fact", kinds: ["customer", "contact"] },
  "agent.joined": { standing: "fact", kinds: ["customer", "contact"] },
  "agent.left": { standing: "fact", kinds: ["customer", "contact"] },
  "message.exchanged": { standing: "fact", kinds: ["customer", "contact"] },
  "remotesession.started": { standing: "fact", kinds: ["customer", "contact"] },
  "remotesession.ended": { standing: "fact", kinds: ["customer", "contact"] },
  "contact.ended": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.opened": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.touched": { standing: "fact", kinds: ["customer", "contact"] },
  "owner.unknown": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.classified": { standing: "fact", kinds: ["customer", "contact"] },
  "action.taken": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.handedoff": { standing: "fact", kinds: ["customer", "contact"] },
  "story.retold": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.escalated": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.deflected": { standing: "fact", kinds: ["customer", "contact"] },
  "resolution.proposed": { standing: "fact", kinds: ["customer", "contact"] },
  "resolution.confirmed": { standing: "fact", kinds: ["customer", "contact"] },
  "resolution.rejected": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.reopened": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.recurred": { standing: "fact", kinds: ["customer", "contact"] },
  "issue.closed": { standing: "fact", kinds: ["customer", "contact"] },
  "alternative.offered": { standing: "fact", kinds: ["customer", "contact"] },
  "promise.made": { standing: "fact", kinds: ["customer", "contact"] },
  "promise.kept": { standing: "fact", kinds: ["customer", "contact"] },
  "promise.released": { standing: "fact", kinds: ["customer", "contact"] },
  "promise.lapsed": { standing: "decided", kinds: ["customer", "contact"] },
  "survey.offered": { standing: "fact", kinds: ["customer", "contact"] },
  "survey.answered": { standing: "fact", kinds: ["customer", "contact"] },
  "praise.given": { standing: "fact", kinds: ["customer", "contact"] },
  "complaint.raised": { standing: "fact", kinds: ["customer", "contact"] },
  "order.placed": { standing: "fact", kinds: ["customer", "contact"] },
  "order.cancelled": { standing: "fact", kinds: ["customer", "contact"] },
  "order.delivered": { standing: "fact", kinds: ["customer", "contact"] },
  "return.requested": { standing: "fact", kinds: ["customer", "contact"] },
  "return.received": { standing: "fact", kinds: ["customer", "contact"] },
  "return.accepted": { standing: "fact", kinds: ["customer", "contact"] },
  "refund.paid": { standing: "fact", kinds: ["customer", "contact"] },
  "connection.noted": { standing: "decided", kinds: ["customer", "contact"] },
  "kindness.done": { standing: "fact", kinds: ["customer", "contact"] },
  "connection.reciprocated": { standing: "fact", kinds: ["customer", "contact"] },
  "connectionnote.retracted": { standing: "decided", kinds: ["customer", "contact"] },
  "story.told": { standing: "decided", kinds: ["customer", "contact"] },
  "story.withdrawn": { standing: "decided", kinds: ["customer", "contact"] },
  "abuse.reported": { standing: "fact", kinds: ["customer", "contact"] },
  "warning.given": { standing: "fact", kinds: ["customer", "contact"] },
  "contact.endedforprotection": { standing: "decided", kinds: ["customer", "contact"] },
  "staff.protected": { standing: "fact", kinds: ["staff"] },
  "relationship.ended": { standing: "decided", kinds: ["customer"] },
  "relationship.restored": { standing: "decided", kinds: ["customer"] },
  "problem.detected": { standing: "decided", kinds: ["problem"] },
  "problem.decided": { standing: "decided", kinds: ["problem"] },
  "authority.granted": { standing: "decided", kinds: ["staff"] },
  "authority.withdrawn": { standing: "decided", kinds: ["staff"] },
  "notice.given": { standing: "fact", kinds: ["customer", "contact"] },
  "consent.given": { standing: "fact", kinds: ["customer", "contact"] },
  "consent.withdrawn": { standing: "fact", kinds: ["customer", "contact"] },
  "personaldata.accessed": { standing: "fact", kinds: ["access"] },
  "accessrecords.reviewed": { standing: "fact", kinds: ["access"] },
  "subjectrequest.received": { standing: "fact", kinds: ["customer", "contact"] },
  "subjectrequest.decided": { standing: "decided", kinds: ["customer", "contact"] },
  "retention.held": { standing: "decided", kinds: ["customer", "contact", "staff"] },
  "retention.released": { standing: "decided", kinds: ["customer", "contact", "staff"] },
  "personaldata.erased": { standing: "decided", kinds: ["customer", "contact", "staff"] },
  "policy.set": { standing: "decided", kinds: ["policy"] },
  "heads.recorded": { standing: "decided", kinds: ["heads"] },
  "signingkey.announced": { standing: "decided", kinds: ["heads"] },
  "log.restored": { standing: "decided", kinds: ["heads"] },
  "vaultkey.rotated": { standing: "decided", kinds: ["heads"] },
} as const;
