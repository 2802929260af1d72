@0x9d5980d914c395d8;
# Every event that Dangol knows: one form for the wire, the store and (by the annotations) JSON.
#
# Type names. The JSON type of an event is its struct's name in lower case with one dot before the
# verb: ContactStarted is `contact.started`, ContactPathBlocked is `contactpath.blocked`,
# OwnerUnknown is `owner.unknown`. Two structs are a verb alone, and the noun is then the issue:
# HandedOff is `issue.handedoff`, Escalated is `issue.escalated`.
#
# Growth. Nothing here is ever renumbered, retyped or removed. A new type is a new member of
# Event.data, a new field a new last ordinal, a new enum value a new last value; each raises
# schemaVersion in record.capnp. docs/EVENTS.md has the recipe.
#
# Absence. The first value of every enum is `unset` and the first member of every union `unset`:
# both mean "not given" and are never written. An empty list, an empty text and the number 0 of an
# optional field mean the same.
#
# Time spent talking, working or handling has no field here and gets none: people are not timed.
#
# Unless a comment says otherwise a field is sent by the integrator that reports the event.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("dangol::schema");
using Json = import "/capnp/compat/json.capnp";
using Mark = import "annotations.capnp";
using import "annotations.capnp".fact;
using import "annotations.capnp".token;
using import "annotations.capnp".private;
using import "annotations.capnp".required;
using import "annotations.capnp".rule;
using import "annotations.capnp".asText;
using import "annotations.capnp".shape;
using Purpose = import "annotations.capnp".Purpose;

using Token = Data;
# An id from outside. JSON: the id as text of 1..255 bytes.

# ---- The envelope ---------------------------------------------------------------------------

struct Event {
  # What a sender says happened. These fields, and no others, decide whether an event that comes
  # again under the same id is the same event. The stream it belongs to stands outside.
  id @0 :Token $token(event) $required;
  # The sender's id of the event: with `source` its identity in the stream, for ever.
  source @1 :Text $fact $required;
  # URI reference of the sending system. Names a system, never a person.
  time @2 :Time $required;
  # When it happened, as precisely as the sender knows (`time` and `timeprecision` in JSON).
  actorKind @3 :ActorKind $fact $Json.name("actorkind");
  # What kind of actor did it.
  actorId @4 :Token $token(actor) $Json.name("actorid");
  # Who did it; needs actorKind.
  purpose @5 :Purpose $fact;
  # Narrows the purposes of the type's private fields; unset: as the schema says.

  data :union $Json.discriminator(name = "type", valueName = "data") {
    # What happened: exactly one type.
    unset @6 :Void $fact;
    # No type: never sent, never stored.

    # Person
    customerIdentified @7 :CustomerIdentified $Json.name("customer.identified")
        $rule(standing = fact, streams = [customer, contact]);
    # Somebody said or showed who they are.
    customerNamed @8 :CustomerNamed $Json.name("customer.named")
        $rule(standing = fact, streams = [customer]);
    # The person got the name they are called by.
    customersMerged @9 :CustomersMerged $Json.name("customers.merged")
        $rule(standing = decided, streams = [customer]);
    # Two streams were one person.
    contactAttributed @10 :ContactAttributed $Json.name("contact.attributed")
        $rule(standing = decided, streams = [customer, contact]);
    # The person of a contact was learnt or corrected; recorded on both streams.
    detailCorrected @11 :DetailCorrected $Json.name("detail.corrected")
        $rule(standing = fact, streams = [customer, contact]);
    # Something recorded was wrong.
    acquisitionLearnt @12 :AcquisitionLearnt $Json.name("acquisition.learnt")
        $rule(standing = fact, streams = [customer]);
    # How the person came to us.
    wordOfMouthReported @13 :WordOfMouthReported $Json.name("wordofmouth.reported")
        $rule(standing = fact, streams = [customer, contact]);
    # The person told others, or heard from others.

    # Contact
    contactStarted @14 :ContactStarted $Json.name("contact.started")
        $rule(standing = fact, streams = [customer, contact]);
    # An exchange on one channel began.
    contactPathBlocked @15 :ContactPathBlocked $Json.name("contactpath.blocked")
        $rule(standing = fact, streams = [customer, contact]);
    # The person looked for a way to us and did not find it.
    waitStarted @16 :WaitStarted $Json.name("wait.started")
        $rule(standing = fact, streams = [customer, contact]);
    # The person began to wait.
    waitEased @17 :WaitEased $Json.name("wait.eased")
        $rule(standing = fact, streams = [customer, contact]);
    # Something made the wait lighter.
    waitEnded @18 :WaitEnded $Json.name("wait.ended")
        $rule(standing = fact, streams = [customer, contact]);
    # The wait ended.
    agentJoined @19 :AgentJoined $Json.name("agent.joined")
        $rule(standing = fact, streams = [customer, contact]);
    # Somebody of ours came into the contact.
    agentLeft @20 :AgentLeft $Json.name("agent.left")
        $rule(standing = fact, streams = [customer, contact]);
    # Somebody of ours left the contact.
    messageExchanged @21 :MessageExchanged $Json.name("message.exchanged")
        $rule(standing = fact, streams = [customer, contact]);
    # One message, letter, post or spoken passage.
    remoteSessionStarted @22 :RemoteSessionStarted $Json.name("remotesession.started")
        $rule(standing = fact, streams = [customer, contact]);
    # Staff could see or steer the person's machine from now on.
    remoteSessionEnded @23 :RemoteSessionEnded $Json.name("remotesession.ended")
        $rule(standing = fact, streams = [customer, contact]);
    # The remote session was over.
    contactEnded @24 :ContactEnded $Json.name("contact.ended")
        $rule(standing = fact, streams = [customer, contact]);
    # The exchange was over.

    # Issue
    issueOpened @25 :IssueOpened $Json.name("issue.opened")
        $rule(standing = fact, streams = [customer, contact]);
    # The person wants something changed or answered.
    issueTouched @26 :IssueTouched $Json.name("issue.touched")
        $rule(standing = fact, streams = [customer, contact]);
    # A contact was about an issue.
    ownerUnknown @27 :OwnerUnknown $Json.name("owner.unknown")
        $rule(standing = fact, streams = [customer, contact]);
    # The source no longer says who owns the issue.
    issueClassified @28 :IssueClassified $Json.name("issue.classified")
        $rule(standing = fact, streams = [customer, contact]);
    # The issue got its topic, product or symptom.
    actionTaken @29 :ActionTaken $Json.name("action.taken")
        $rule(standing = fact, streams = [customer, contact]);
    # Staff did something; by itself never a resolution.
    handedOff @30 :HandedOff $Json.name("issue.handedoff")
        $rule(standing = fact, streams = [customer, contact]);
    # The issue's owner changed.
    storyRetold @31 :StoryRetold $Json.name("story.retold")
        $rule(standing = fact, streams = [customer, contact]);
    # The person had to explain it all again.
    escalated @32 :Escalated $Json.name("issue.escalated")
        $rule(standing = fact, streams = [customer, contact]);
    # The issue went up because authority was missing.
    issueDeflected @33 :IssueDeflected $Json.name("issue.deflected")
        $rule(standing = fact, streams = [customer, contact]);
    # The person was sent elsewhere.
    resolutionProposed @34 :ResolutionProposed $Json.name("resolution.proposed")
        $rule(standing = fact, streams = [customer, contact]);
    # Staff think that it is solved.
    resolutionConfirmed @35 :ResolutionConfirmed $Json.name("resolution.confirmed")
        $rule(standing = fact, streams = [customer, contact]);
    # The person accepts it as solved. With basis `silence` decided, by the clock only.
    resolutionRejected @36 :ResolutionRejected $Json.name("resolution.rejected")
        $rule(standing = fact, streams = [customer, contact]);
    # The person does not accept it as solved.
    issueReopened @37 :IssueReopened $Json.name("issue.reopened")
        $rule(standing = fact, streams = [customer, contact]);
    # The issue is open again.
    issueRecurred @38 :IssueRecurred $Json.name("issue.recurred")
        $rule(standing = fact, streams = [customer, contact]);
    # An issue came back as a new one.
    issueClosed @39 :IssueClosed $Json.name("issue.closed")
        $rule(standing = fact, streams = [customer, contact]);
    # The issue was closed in its system; by itself never a resolution.
    alternativeOffered @40 :AlternativeOffered $Json.name("alternative.offered")
        $rule(standing = fact, streams = [customer, contact]);
    # Staff named another way, also a competitor's.

    # Promise, survey, voice
    promiseMade @41 :PromiseMade $Json.name("promise.made")
        $rule(standing = fact, streams = [customer, contact]);
    # Staff promised something with a time.
    promiseKept @42 :PromiseKept $Json.name("promise.kept")
        $rule(standing = fact, streams = [customer, contact]);
    # What was promised was done.
    promiseReleased @43 :PromiseReleased $Json.name("promise.released")
        $rule(standing = fact, streams = [customer, contact]);
    # The person no longer wants what was promised.
    promiseLapsed @44 :PromiseLapsed $Json.name("promise.lapsed")
        $rule(standing = decided, streams = [customer, contact]);
    # Nothing was known to keep the promise by its end; by the clock only.
    surveyOffered @45 :SurveyOffered $Json.name("survey.offered")
        $rule(standing = fact, streams = [customer, contact]);
    # The person was asked what they think.
    surveyAnswered @46 :SurveyAnswered $Json.name("survey.answered")
        $rule(standing = fact, streams = [customer, contact]);
    # The person answered one question.
    praiseGiven @47 :PraiseGiven $Json.name("praise.given")
        $rule(standing = fact, streams = [customer, contact]);
    # The person praised somebody or something.
    complaintRaised @48 :ComplaintRaised $Json.name("complaint.raised")
        $rule(standing = fact, streams = [customer, contact]);
    # The person complained about somebody or something.

    # Commerce
    orderPlaced @49 :OrderPlaced $Json.name("order.placed")
        $rule(standing = fact, streams = [customer, contact]);
    # Something was ordered.
    orderCancelled @50 :OrderCancelled $Json.name("order.cancelled")
        $rule(standing = fact, streams = [customer, contact]);
    # An order or some of its lines were cancelled.
    orderDelivered @51 :OrderDelivered $Json.name("order.delivered")
        $rule(standing = fact, streams = [customer, contact]);
    # An order or some of its lines arrived.
    returnRequested @52 :ReturnRequested $Json.name("return.requested")
        $rule(standing = fact, streams = [customer, contact]);
    # The person wants to send something back.
    returnReceived @53 :ReturnReceived $Json.name("return.received")
        $rule(standing = fact, streams = [customer, contact]);
    # What was sent back arrived.
    returnAccepted @54 :ReturnAccepted $Json.name("return.accepted")
        $rule(standing = fact, streams = [customer, contact]);
    # We take it back.
    refundPaid @55 :RefundPaid $Json.name("refund.paid")
        $rule(standing = fact, streams = [customer, contact]);
    # Money was paid back.

    # Connection
    connectionNoted @56 :ConnectionNoted $Json.name("connection.noted")
        $rule(standing = decided, streams = [customer, contact]);
    # A human noted something about the person worth remembering.
    kindnessDone @57 :KindnessDone $Json.name("kindness.done")
        $rule(standing = fact, streams = [customer, contact]);
    # Something was done for the person beyond the business.
    connectionReciprocated @58 :ConnectionReciprocated $Json.name("connection.reciprocated")
        $rule(standing = fact, streams = [customer, contact]);
    # Something came back from the person.
    connectionNoteRetracted @59 :ConnectionNoteRetracted $Json.name("connectionnote.retracted")
        $rule(standing = decided, streams = [customer, contact]);
    # A note was taken back and its words removed.
    storyTold @60 :StoryTold $Json.name("story.told")
        $rule(standing = decided, streams = [customer, contact]);
    # What happened is told to others.
    storyWithdrawn @61 :StoryWithdrawn $Json.name("story.withdrawn")
        $rule(standing = decided, streams = [customer, contact]);
    # The story is no longer told.

    # Boundaries
    abuseReported @62 :AbuseReported $Json.name("abuse.reported")
        $rule(standing = fact, streams = [customer, contact]);
    # A member of staff was abused.
    warningGiven @63 :WarningGiven $Json.name("warning.given")
        $rule(standing = fact, streams = [customer, contact]);
    # The person was told to stop.
    contactEndedForProtection @64 :ContactEndedForProtection
        $Json.name("contact.endedforprotection")
        $rule(standing = decided, streams = [customer, contact]);
    # Staff ended the contact to protect themselves.
    staffProtected @65 :StaffProtected $Json.name("staff.protected")
        $rule(standing = fact, streams = [staff]);
    # A member of staff got rest or help.
    relationshipEnded @66 :RelationshipEnded $Json.name("relationship.ended")
        $rule(standing = decided, streams = [customer]);
    # Two people decided to end the relationship.
    relationshipRestored @67 :RelationshipRestored $Json.name("relationship.restored")
        $rule(standing = decided, streams = [customer]);
    # The relationship goes on again.

    # Problem, authority
    problemDetected @68 :ProblemDetected $Json.name("problem.detected")
        $rule(standing = decided, streams = [problem]);
    # One cause was seen behind many persons' issues.
    problemDecided @69 :ProblemDecided $Json.name("problem.decided")
        $rule(standing = decided, streams = [problem]);
    # Somebody decided what becomes of the problem.
    authorityGranted @70 :AuthorityGranted $Json.name("authority.granted")
        $rule(standing = decided, streams = [staff]);
    # A member of staff may decide something from now on.
    authorityWithdrawn @71 :AuthorityWithdrawn $Json.name("authority.withdrawn")
        $rule(standing = decided, streams = [staff]);
    # A member of staff may no longer decide it.

    # Data protection
    noticeGiven @72 :NoticeGiven $Json.name("notice.given")
        $rule(standing = fact, streams = [customer, contact]);
    # The person was told what is kept and why.
    consentGiven @73 :ConsentGiven $Json.name("consent.given")
        $rule(standing = fact, streams = [customer, contact]);
    # The person agreed.
    consentWithdrawn @74 :ConsentWithdrawn $Json.name("consent.withdrawn")
        $rule(standing = fact, streams = [customer, contact]);
    # The person no longer agrees.
    personalDataAccessed @75 :PersonalDataAccessed $Json.name("personaldata.accessed")
        $rule(standing = fact, streams = [access]);
    # Somebody looked at, or did something with, a person's data.
    accessRecordsReviewed @76 :AccessRecordsReviewed $Json.name("accessrecords.reviewed")
        $rule(standing = fact, streams = [access]);
    # The month's access records were checked.
    subjectRequestReceived @77 :SubjectRequestReceived $Json.name("subjectrequest.received")
        $rule(standing = fact, streams = [customer, contact]);
    # The person asked for a right over their data.
    subjectRequestDecided @78 :SubjectRequestDecided $Json.name("subjectrequest.decided")
        $rule(standing = decided, streams = [customer, contact]);
    # The request was answered.
    retentionHeld @79 :RetentionHeld $Json.name("retention.held")
        $rule(standing = decided, streams = [customer, contact, staff]);
    # A law says that something must be kept.
    retentionReleased @80 :RetentionReleased $Json.name("retention.released")
        $rule(standing = decided, streams = [customer, contact, staff]);
    # It need no longer be kept.
    personalDataErased @81 :PersonalDataErased $Json.name("personaldata.erased")
        $rule(standing = decided, streams = [customer, contact, staff]);
    # Words were made unreadable for ever.

    # Policy
    policySet @82 :PolicySet $Json.name("policy.set")
        $rule(standing = decided, streams = [policy]);
    # A window, threshold or period got a value.

    # The log itself
    headsRecorded @83 :HeadsRecorded $Json.name("heads.recorded")
        $rule(standing = decided, streams = [heads]);
    # Where every stream ended at a size of the log, as one hash.
    signingKeyAnnounced @84 :SigningKeyAnnounced $Json.name("signingkey.announced")
        $rule(standing = decided, streams = [heads]);
    # Checkpoints of the log are signed with this key from now on.
    logRestored @85 :LogRestored $Json.name("log.restored")
        $rule(standing = decided, streams = [heads]);
    # The log goes on from a backup, under another origin.
    vaultKeyRotated @86 :VaultKeyRotated $Json.name("vaultkey.rotated")
        $rule(standing = decided, streams = [heads]);
    # The key that opens a vault was made anew and the old one destroyed.
  }
}

# ---- Values ---------------------------------------------------------------------------------

struct Private(T) $asText(hidden) {
  # Words about a person. JSON: the value itself; {"erased": true} on the way out when gone.
  # To seal or erase one in place, disown `clear` before setting another member: Cap'n Proto keeps
  # the pointer of an inactive member, and the words would stay in the bytes.
  union {
    clear @0 :T $fact;
    # As the sender gave them; only before sealing and after opening.
    sealed @1 :UInt16 $fact;
    # In a record: the place in Words.fields where the sealed value stands.
    erased @2 :Void $fact;
    # Unreadable for ever.
  }
}

struct Time $asText(time) {
  # A moment, never more precise than it was given. JSON: RFC 3339 text. A day is `2016-07-27`, a
  # minute `2016-07-27T11:07+09:00`, a second or microsecond has them. Years 1900 to 9998.
  micros @0 :Int64 $fact;
  # Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  offsetMinutes @1 :Int16 $fact;
  # What the sender's clock showed, minus UTC; minutes, -1439 to 1439.
  precision @2 :TimePrecision $fact;
  # How much of it is known; `unset` marks a time that was not given.
}

struct Money {
  # An amount of money, exact.
  minor @0 :Int64 $fact;
  # In minor units (cents, pence, whole won) divided by 10^extraDigits. JSON: text.
  currency @1 :Text $fact $shape(currency) $required;
  # ISO 4217: `KRW`.
  extraDigits @2 :UInt8 $fact $shape(decimals);
  # Decimal digits beyond the minor unit, 0 to 6; 1 for a price in tenths of a penny.
}

struct Label {
  # One more fact of the source that has no field of its own (state, company, priority, forum
  # section), so that an import loses nothing and a figure can group by it. Never words about a
  # person, never a time spent.
  name @0 :Text $fact $shape(labelName) $required;
  # A lower-case letter, then letters and digits: `company`; at most 32 bytes.
  value @1 :Text $fact $required;
  # As the source has it.
}

struct Party {
  # Who owns an issue: one person or group, at one level.
  union {
    unset @0 :Void $fact;
    # Not known.
    agent @1 :Token $token(staff);
    # One member of staff.
    team @2 :Text $fact;
    # A group.
    department @3 :Text $fact;
    # A department.
    company @4 :Text $fact;
    # Another company.
  }
}

enum YesNo $asText(boolean) {
  # JSON: true or false. What a source does not say is neither.
  unset @0;  # not said
  no @1;     # false
  yes @2;    # true
}

enum TimePrecision {
  # How much of a time is known.
  unset @0;   # no time was given
  day @1;     # the day
  minute @2;  # the minute
  second @3;  # the second
  micro @4;   # the microsecond
}

enum ActorKind {
  # Who acts.
  unset @0;       # not said
  customer @1;    # the person
  staff @2;       # our own staff
  partner @3;     # a partner's staff
  system @4;      # a machine, also Dangol's clock
  thirdParty @5;  # somebody else: a regulator, a relative, another company
}

enum Channel {
  # How a person and we meet.
  unset @0;          # not said
  phone @1;          # 전화
  email @2;          # e-mail
  webBoard @3;       # 게시판: a public or private board
  webForm @4;        # a form on a page
  social @5;         # a social network
  chat @6;           # chat
  remoteSession @7;  # 원격: on the person's machine
  visit @8;          # 방문: face to face
  postal @9;         # 우편: a letter
  fax @10;           # fax
  sms @11;           # a short message
  internal @12;      # noted by staff, no channel of the person
}

# ---- Person ---------------------------------------------------------------------------------

struct CustomerIdentified {
  # Somebody said or showed who they are.
  contactId @0 :Token $token(stream);
  # In which contact.
  identifierKind @1 :IdentifierKind $fact $required;
  # What kind of identifier.
  identifier @2 :Private(Text) $private(identity);
  # The identifier itself.
  strength @3 :IdentityStrength $fact $required;
  # How far it can be trusted.
}

enum IdentifierKind {
  # What identifies a person.
  unset @0;       # not said
  phone @1;       # a telephone number
  email @2;       # an e-mail address
  handle @3;      # a name on a network or board
  orderNo @4;     # the number of an order
  customerNo @5;  # the number of the customer in some system
}

enum IdentityStrength {
  # How an identity is known.
  unset @0;     # not said
  verified @1;  # proven
  claimed @2;   # said by the person
  inferred @3;  # concluded by a system
}

struct CustomerNamed {
  # The person got the name they are called by.
  calledName @0 :Private(Text) $private(connection) $required;
  # As they like to be called.
  epithet @1 :Private(Text) $private(connection);
  # What they are like: '생각 깊은'.
  evidenceEventId @2 :Token $token(event);
  # The event that shows it.
  by @3 :Token $token(staff);
  # Who chose the name.
}

struct CustomersMerged {
  # Two streams were one person. Sent to one of the two, recorded on both.
  survivor @0 :Token $token(subject) $required;
  # The stream that goes on.
  absorbed @1 :Token $token(subject) $required;
  # The stream that takes no more decisions.
  evidence @2 :MergeEvidence $fact $required;
  # How it is known.
  by @3 :Token $token(staff);
  # Who decided it.
}

enum MergeEvidence {
  # How it is known that two are one.
  unset @0;             # not said
  customerSaid @1;      # the person said so
  sameIdentifier @2;    # a verified identifier is the same
  staffRecognised @3;   # a human recognised the person
  sourceMerged @4;      # the source system merged them
}

struct ContactAttributed {
  # The person of a contact was learnt or corrected. Recorded on both streams.
  contactId @0 :Token $token(stream) $required;
  # The contact or order that moves.
  from @1 :Token $token(subject);
  # The stream it was on.
  to @2 :Token $token(subject) $required;
  # The stream it belongs to.
  reason @3 :AttributionReason $fact $required;
  # Why it moves.
}

enum AttributionReason {
  # Why a contact changes its stream.
  unset @0;            # not said
  personLearnt @1;     # nobody knew before
  callerCorrected @2;  # it was put down to somebody else
  mergeUndone @3;      # two who had been merged are two
}

struct DetailCorrected {
  # Something recorded was wrong. The old record stays; its words can be erased.
  targetEventId @0 :Token $token(event) $required;
  # The event that had it wrong.
  field @1 :Text $fact $required;
  # Which field of its data, as a JSON path: `identifier`.
  value @2 :Private(Text) $private(care);
  # What is right.
  reason @3 :Text $fact;
  # Why, as a code.
  requestedBy @4 :ActorKind $fact;
  # Who asked for it.
}

struct AcquisitionLearnt {
  # How the person came to us.
  via @0 :AcquisitionVia $fact $required;
  # The way.
  referrerCustomerId @1 :Token $token(customer);
  # Who told them.
  evidence @2 :AcquisitionEvidence $fact $required;
  # How we know.
}

enum AcquisitionVia {
  # Ways to us.
  unset @0;         # not said
  ad @1;            # advertising
  wordOfMouth @2;   # 입소문: somebody told them
  search @3;        # they searched
  referralCode @4;  # somebody's code
  press @5;         # newspaper, broadcast
  employee @6;      # a member of staff, privately
  unknown @7;       # asked, and not known
}

enum AcquisitionEvidence {
  # How a way to us is known.
  unset @0;     # not said
  asked @1;     # the person was asked
  code @2;      # a code was used
  inferred @3;  # concluded by a system
}

struct WordOfMouthReported {
  # The person told others about us, or heard from others.
  direction @0 :WordDirection $fact $required;
  # Heard or told.
  medium @1 :Text $fact;
  # Where: `dinner`, `blog`.
  peopleCount @2 :UInt32 $fact;
  # How many people, as the person says; 0: not said.
  contactId @3 :Token $token(stream);
  # In which contact they said so.
}

enum WordDirection {
  # Which way the word went.
  unset @0;      # not said
  heardFrom @1;  # the person heard it
  told @2;       # the person told it
}

# ---- Contact --------------------------------------------------------------------------------

struct ContactStarted {
  # 접촉: one continuous exchange on one channel began.
  contactId @0 :Token $token(stream) $required;
  # The contact.
  channel @1 :Channel $fact $required;
  # How.
  direction @2 :Direction $fact;
  # Who began it.
  entryPoint @3 :Text $fact;
  # Where it came in: a number, page, board, menu line.
  language @4 :Text $fact;
  # BCP 47: `ko`.
  relatedContactId @5 :Token $token(stream);
  # The contact that it goes on from.
  relation @6 :ContactRelation $fact;
  # How it goes on from it.
  via @7 :Text $fact;
  # The third body that passed it on, for a referral.
  stage @8 :Stage $fact;
  # Where the person stands in the life of a purchase.
  labels @9 :List(Label);
  # Further facts of the source.
}

enum Direction {
  # Who began a contact.
  unset @0;     # not said
  inbound @1;   # the person
  outbound @2;  # we
}

enum ContactRelation {
  # How a contact goes on from an earlier one.
  unset @0;        # it does not, or not said
  transferLeg @1;  # the next leg of a transferred call: the same contact in every figure
  callback @2;     # our promised call back
  reply @3;        # an answer to a message
  sameIssue @4;    # another contact about the same issue
}

enum Stage {
  # 고객 체험: the life of a purchase.
  unset @0;        # not said
  considering @1;  # before buying
  ordering @2;     # buying
  delivery @3;     # on its way
  setup @4;        # putting it to use
  use @5;          # using it
  return @6;       # giving it back
  payment @7;      # paying, receipts
  other @8;        # none of these
}

struct ContactPathBlocked {
  # The person looked for a way to us and did not find it.
  sought @0 :SoughtPath $fact $required;
  # What they looked for.
  where @1 :Text $fact;
  # Where they looked: a page, a menu.
  blockedBy @2 :PathBlock $fact $required;
  # What stood in the way.
  contactId @3 :Token $token(stream);
  # In which contact they said so.
}

enum SoughtPath {
  # What a person looks for.
  unset @0;     # not said
  phone @1;     # a telephone number
  person @2;    # a human
  language @3;  # their language
  receipt @4;   # a receipt or document
  form @5;      # a form
}

enum PathBlock {
  # What stands in the way.
  unset @0;          # not said
  notFound @1;       # there is none to be found
  busy @2;           # always engaged
  closed @3;         # outside the hours
  loop @4;           # it led back to itself
  otherLanguage @5;  # only in another language
}

struct WaitStarted {
  # 대기: the person began to wait.
  contactId @0 :Token $token(stream) $required;
  # In which contact.
  waitId @1 :Token $token(stream) $required;
  # The wait.
  waitKind @2 :WaitKind $fact $required;
  # What for.
  queue @3 :Text $fact;
  # Which queue.
}

enum WaitKind {
  # What a person waits for.
  unset @0;     # not said
  queue @1;     # for the first human
  hold @2;      # while the human is away
  transfer @3;  # for the next human
  reply @4;     # for an answer to a message
}

struct WaitEased {
  # Something made the wait lighter.
  waitId @0 :Token $token(stream) $required;
  # The wait.
  with @1 :WaitEase $fact $required;
  # What did.
  chosenByCustomer @2 :YesNo $fact;
  # Whether the person chose it.
}

enum WaitEase {
  # What makes a wait lighter.
  unset @0;            # not said
  humour @1;           # a joke
  music @2;            # music
  positionTold @3;     # their place in the queue
  callbackOffered @4;  # a call back instead
}

struct WaitEnded {
  # The wait ended.
  waitId @0 :Token $token(stream) $required;
  # The wait.
  end @1 :WaitEnd $fact $required;
  # How.
}

enum WaitEnd {
  # How a wait ends.
  unset @0;          # not said
  answered @1;       # a human answered
  abandoned @2;      # 포기: the person gave up
  diverted @3;       # sent elsewhere
  callbackTaken @4;  # a call back was booked
  systemClosed @5;   # the system ended it
}

struct AgentJoined {
  # Somebody of ours, or a guest, came into the contact.
  contactId @0 :Token $token(stream) $required;
  # The contact.
  agentId @1 :Token $token(staff) $required;
  # Who.
  role @2 :AgentRole $fact;
  # As what.
}

struct AgentLeft {
  # Somebody of ours left the contact.
  contactId @0 :Token $token(stream) $required;
  # The contact.
  agentId @1 :Token $token(staff) $required;
  # Who.
  role @2 :AgentRole $fact;
  # As what they had been there.
}

enum AgentRole {
  # What a member of staff is in a contact.
  unset @0;        # not said
  owner @1;        # answers for it
  expert @2;       # knows the matter
  interpreter @3;  # translates
  supervisor @4;   # leads
  guest @5;        # listens: any rank, any department
  partner @6;      # a partner's staff
}

struct MessageExchanged {
  # One message, letter, post or spoken passage.
  contactId @0 :Token $token(stream) $required;
  # In which contact.
  messageId @1 :Token $token(stream) $required;
  # The message.
  authorKind @2 :ActorKind $fact $required;
  # Who wrote or said it.
  text @3 :Private(Text) $private(care);
  # What was said.
  language @4 :Text $fact;
  # BCP 47.
  translatedBy @5 :Text $fact;
  # The kind of translator, `human` or a machine's name; empty: not translated.
  inReplyTo @6 :Token $token(stream);
  # The message that it answers.
}

struct RemoteSessionStarted {
  # 원격: staff could see or steer the person's machine from now on.
  contactId @0 :Token $token(stream) $required;
  # In which contact.
  sessionId @1 :Token $token(stream) $required;
  # The session.
  consentEventId @2 :Token $token(event);
  # The event by which the person agreed.
}

struct RemoteSessionEnded {
  # The remote session was over.
  contactId @0 :Token $token(stream) $required;
  # In which contact.
  sessionId @1 :Token $token(stream) $required;
  # The session.
  consentEventId @2 :Token $token(event);
  # The event by which the person had agreed.
}

struct ContactEnded {
  # The exchange was over.
  contactId @0 :Token $token(stream) $required;
  # The contact.
  endedBy @1 :EndedBy $fact;
  # Who ended it.
  reason @2 :Text $fact;
  # Why, as a code.
}

enum EndedBy {
  # Who ends a contact.
  unset @0;     # not said
  customer @1;  # the person
  staff @2;     # we
  system @3;    # a machine
  line @4;      # the line broke
}

# ---- Issue ----------------------------------------------------------------------------------

struct IssueOpened {
  # 문의: the person wants something changed or answered. It may span many contacts.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  contactId @1 :Token $token(stream);
  # The contact in which it came up.
  topic @2 :Text $fact;
  # What it is about, in the source's own list.
  product @3 :Text $fact;
  # Which product.
  owner @4 :Party;
  # Who answers for it.
  stage @5 :Stage $fact;
  # Where in the life of a purchase.
  statedNeed @6 :Private(Text) $private(care);
  # What the person says they want.
  unstatedNeed @7 :Private(Text) $private(care);
  # What they want and do not say.
  symptom @8 :Text $fact;
  # How it shows, in the source's own list.
  labels @9 :List(Label);
  # Further facts of the source.
}

struct IssueTouched {
  # A contact was about an issue: the basis of first-contact resolution.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  contactId @1 :Token $token(stream) $required;
  # The contact.
}

struct OwnerUnknown {
  # The source no longer says who owns the issue.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  level @1 :PartyLevel $fact;
  # At which level it is unknown; unset: at every level.
}

enum PartyLevel {
  # The levels of Party.
  unset @0;       # all
  agent @1;       # one member of staff
  team @2;        # a group
  department @3;  # a department
  company @4;     # a company
}

struct IssueClassified {
  # The issue got its topic, product or symptom: together the key of a recurring problem.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  topic @1 :Text $fact;
  # What it is about.
  product @2 :Text $fact;
  # Which product.
  symptom @3 :Text $fact;
  # How it shows.
  by @4 :Token $token(staff);
  # Who classified it.
  labels @5 :List(Label);
  # Further facts of the source: priority, impact.
}

struct ActionTaken {
  # 조치: staff did something. By itself never a resolution.
  issueId @0 :Token $token(stream) $required;
  # For which issue.
  actionId @1 :Token $token(stream) $required;
  # The action.
  actionKind @2 :ActionKind $fact $required;
  # What was done.
  by @3 :Token $token(staff);
  # Who did it.
  authority @4 :Authority $fact;
  # On whose authority.
  approvedBy @5 :Token $token(staff);
  # Who approved it, when authority is approvedBy.
  what @6 :Private(Text) $private(care);
  # In words, where a kind does not say it.
  labels @7 :List(Label);
  # Further facts of the source: its own name of the action.
}

enum ActionKind {
  # Kinds of action.
  unset @0;          # not said
  explained @1;      # told how it is
  searched @2;       # looked for something
  changed @3;        # changed data or goods
  refunded @4;       # gave money back
  replaced @5;       # sent another
  remoteFixed @6;    # fixed it on the person's machine
  askedCustomer @7;  # asked for more
  promised @8;       # promised something
  readManual @9;     # read the manual aloud
  other @10;         # none of these
}

enum Authority {
  # On whose authority staff act.
  unset @0;       # not said
  own @1;         # their own
  granted @2;     # granted to them
  approvedBy @3;  # somebody approved it
}

struct HandedOff {
  # 이관: the issue's owner changed.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  from @1 :Party $required;
  # The owner until now.
  to @2 :Party $required;
  # The owner from now on.
  reason @3 :HandOffReason $fact;
  # Why.
  warm @4 :YesNo $fact;
  # Joined three-way with context (true), or the person starts again (false).
  contextCarried @5 :YesNo $fact;
  # Whether what was known went along.
}

enum HandOffReason {
  # Why an issue changes its owner.
  unset @0;         # not said
  skill @1;         # another knows more
  absence @2;       # the owner is away
  jurisdiction @3;  # another is responsible
  shift @4;         # the shift ended
  load @5;          # too much work
  authority @6;     # another may decide
}

struct StoryRetold {
  # The person had to explain it all again, as they said or the receiver noted.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  contactId @1 :Token $token(stream);
  # In which contact.
  because @2 :RetoldBecause $fact;
  # Why.
}

enum RetoldBecause {
  # Why a story is told again.
  unset @0;        # not said
  handedOff @1;    # to another person
  cutShort @2;     # the line or the person was cut off
  misrecorded @3;  # it had been noted wrongly
}

struct Escalated {
  # 상위 이관: authority was missing, not knowledge.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  toRole @1 :Text $fact;
  # To which role.
  missingAuthority @2 :Text $fact $required;
  # What the agent was not allowed to decide, so that it can be granted next time.
}

struct IssueDeflected {
  # The person was sent elsewhere.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  to @1 :DeflectedTo $fact $required;
  # Where.
  introduced @2 :YesNo $fact;
  # Whether we introduced them there.
}

enum DeflectedTo {
  # Where a person is sent.
  unset @0;            # not said
  otherDepartment @1;  # another department
  otherCompany @2;     # another company
  selfService @3;      # help yourself
}

struct ResolutionProposed {
  # Staff think that it is solved.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  resolutionId @1 :Token $token(stream) $required;
  # The proposal.
  actionIds @2 :List(Token) $token(stream);
  # The actions that make it up.
  what @3 :Private(Text) $private(care);
  # In words.
}

struct ResolutionConfirmed {
  # 해결: the person accepts the state of the world. Basis silence: by the clock only.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  resolutionId @1 :Token $token(stream);
  # Which proposal.
  basis @2 :ConfirmationBasis $fact $required;
  # How it is known.
  evidenceEventId @3 :Token $token(event);
  # The person's own event that shows it.
  windowDays @4 :UInt16 $fact;
  # Basis silence: days without a word, by policy; 0: another basis.
}

enum ConfirmationBasis {
  # How it is known that a person accepts.
  unset @0;          # not said
  customerSaid @1;   # they said so
  customerActed @2;  # they went on as if it were solved
  surveyYes @3;      # they answered yes
  silence @4;        # they said nothing for the window
  sourceMarked @5;   # a foreign system says solved, by whom is unknown
}

struct ResolutionRejected {
  # The person does not accept it, also when they dispute a company's answer.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  resolutionId @1 :Token $token(stream);
  # The proposal that they reject.
  actionId @2 :Token $token(stream);
  # Or the action.
  why @3 :Private(Text) $private(care);
  # Their words.
}

struct IssueReopened {
  # The issue is open again.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  contactId @1 :Token $token(stream);
  # The contact in which they came back.
  becauseOf @2 :Token $token(event);
  # The event that opened it.
}

struct IssueRecurred {
  # The same thing came back to the person as a new issue. The person's stream says so by itself;
  # others may.
  issueId @0 :Token $token(stream) $required;
  # The new issue.
  earlierIssueId @1 :Token $token(stream) $required;
  # The old one.
  daysSince @2 :UInt16 $fact;
  # Days between the old one's last proposal or confirmation before that and the new one's
  # opening.
}

struct IssueClosed {
  # The issue was closed in its system. By itself never a resolution.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  closure @1 :Closure $fact $required;
  # How.
  labels @2 :List(Label);
  # Further facts of the source: its own closing code.
}

enum Closure {
  # How an issue is closed.
  unset @0;        # not said
  resolved @1;     # solved; needs a standing confirmation
  withdrawn @2;    # the person let it be
  notPossible @3;  # it cannot be done
  duplicate @4;    # it is another issue
  silent @5;       # nobody said anything any more
}

struct AlternativeOffered {
  # Staff named another way, also a competitor's.
  issueId @0 :Token $token(stream) $required;
  # The issue.
  seller @1 :Seller $fact $required;
  # Whose it is.
  item @2 :Text $fact;
  # What.
  price @3 :Money;
  # At what price.
  place @4 :Text $fact;
  # Where to get it.
}

enum Seller {
  # Who sells.
  unset @0;       # not said
  ours @1;        # we
  competitor @2;  # a competitor
}

# ---- Promise, survey, voice -----------------------------------------------------------------

struct PromiseMade {
  # 약속: staff promised something with a time.
  promiseId @0 :Token $token(stream) $required;
  # The promise.
  promiseKind @1 :PromiseKind $fact $required;
  # What.
  windowStart @2 :Time;
  # Not before.
  windowEnd @3 :Time $required;
  # Not after: afterwards the promise lapses.
  number @4 :Private(Text) $private(identity);
  # The number to call.
  issueId @5 :Token $token(stream);
  # For which issue.
  contactId @6 :Token $token(stream);
  # In which contact.
}

enum PromiseKind {
  # Kinds of promise.
  unset @0;        # not said
  callback @1;     # 콜백: to call back
  followUp @2;     # to come back to it
  stockNotice @3;  # to say when it is there
  refund @4;       # to pay back
  visit @5;        # to come
}

struct PromiseKept {
  # What was promised was done; event time decides whether in time.
  promiseId @0 :Token $token(stream) $required;
  # The promise.
  byEventId @1 :Token $token(event);
  # The event that keeps it.
}

struct PromiseReleased {
  # The person no longer wants what was promised.
  promiseId @0 :Token $token(stream) $required;
  # The promise.
  byEventId @1 :Token $token(event);
  # The event in which they said so.
  reason @2 :Text $fact;
  # Why, as a code.
}

struct PromiseLapsed {
  # Sent by the clock alone: nothing was known to keep the promise by then. A later fact that
  # happened inside the window overturns it in every fold.
  promiseId @0 :Token $token(stream) $required;
  # The promise.
  noWordBy @1 :Time $required;
  # The end of the window.
}

struct SurveyOffered {
  # The person was asked what they think.
  surveyId @0 :Token $token(stream) $required;
  # The survey.
  aboutKind @1 :SurveyAbout $fact $required;
  # What it asks about.
  aboutId @2 :Token $token(stream);
  # Which contact, issue or order.
  instrument @3 :Instrument $fact $required;
  # What kind of question.
  when @4 :Time;
  # When it was to reach the person.
  channel @5 :Channel $fact;
  # How.
}

enum SurveyAbout {
  # What a survey asks about.
  unset @0;     # not said
  contact @1;   # a contact
  issue @2;     # an issue
  order @3;     # an order
  relation @4;  # the relation as a whole
}

enum Instrument {
  # Kinds of question.
  unset @0;          # not said
  satisfaction @1;   # how satisfied
  recommend @2;      # would you recommend us
  effort @3;         # how hard was it
  resolvedYesNo @4;  # is it solved
  open @5;           # in your own words
}

struct SurveyAnswered {
  # 해피콜: the person answered one question. Scores are kept on their own scale.
  surveyId @0 :Token $token(stream) $required;
  # The survey.
  questionId @1 :Token $token(stream) $required;
  # The question.
  scaleMin @2 :Int16 $fact;
  # The lowest score there is.
  scaleMax @3 :Int16 $fact;
  # The highest score there is; equal to scaleMin: the question has no scale.
  union {
    unset @4 :Void $fact;
    # No score given.
    score @5 :Int16 $fact;
    # The score; yes is 1 and no 0 on a scale of 0 to 1.
  }
  words @6 :Private(Text) $private(survey);
  # In their own words.
}

struct About {
  # What praise or a complaint is about.
  union {
    unset @0 :Void $fact;
    # Not said.
    person @1 :Token $token(staff);
    # A member of staff.
    product @2 :Text $fact;
    # A product or service.
    policy @3 :Text $fact;
    # A rule of ours.
    wait @4 :Token $token(stream);
    # A wait.
  }
}

struct PraiseGiven {
  # The person praised somebody or something.
  about @0 :About $required;
  # Whom or what.
  words @1 :Private(Text) $private(care);
  # Their words.
  contactId @2 :Token $token(stream);
  # In which contact.
}

struct ComplaintRaised {
  # The person complained about somebody or something.
  about @0 :About $required;
  # About whom or what.
  words @1 :Private(Text) $private(complaint);
  # Their words.
  contactId @2 :Token $token(stream);
  # In which contact.
  complaintId @3 :Token $token(stream);
  # The complaint's own id, as a regulator's number.
  issueId @4 :Token $token(stream);
  # The issue that it is about.
  topic @5 :Text $fact;
  # What is wrong, in the source's own list.
  labels @6 :List(Label);
  # Further facts of the source: company, state.
}

# ---- Commerce -------------------------------------------------------------------------------

struct OrderLine {
  # One line of an order, a cancellation, a delivery or a return.
  lineId @0 :Token $token(stream);
  # The line.
  item @1 :Text $fact;
  # The article's code.
  quantity @2 :Int32 $fact;
  # Pieces; as the source has it, also negative.
  unitPrice @3 :Int64 $fact;
  # Price of one piece, in the order's minor units divided by 10^priceDigits. JSON: text.
  description @4 :Text $fact;
  # The article's name.
}

struct OrderPlaced {
  # Something was ordered.
  orderId @0 :Token $token(stream) $required;
  # The order.
  placedAt @1 :Time;
  # When, if not at the event's time.
  lines @2 :List(OrderLine);
  # What.
  currency @3 :Text $fact $shape(currency);
  # ISO 4217, of every price in the order.
  priceDigits @4 :UInt8 $fact $shape(decimals);
  # Decimal digits of the prices beyond the minor unit, 0 to 6.
  labels @5 :List(Label);
  # Further facts of the source: country.
}

struct OrderCancelled {
  # An order or some of its lines were cancelled.
  orderId @0 :Token $token(stream);
  # The order; real cancellations do not always name it.
  lines @1 :List(OrderLine);
  # What; empty: all of it.
  reason @2 :Text $fact;
  # Why, as a code.
  currency @3 :Text $fact $shape(currency);
  # ISO 4217, of every price in the lines.
  priceDigits @4 :UInt8 $fact $shape(decimals);
  # Decimal digits of the prices beyond the minor unit, 0 to 6.
  cancellationId @5 :Token $token(stream);
  # The cancellation's own number.
  labels @6 :List(Label);
  # Further facts of the source: country.
}

struct OrderDelivered {
  # An order or some of its lines arrived.
  orderId @0 :Token $token(stream) $required;
  # The order.
  lines @1 :List(OrderLine);
  # What; empty: all of it.
}

struct ReturnRequested {
  # The person wants to send something back.
  returnId @0 :Token $token(stream) $required;
  # The return.
  orderId @1 :Token $token(stream);
  # Of which order.
  lines @2 :List(OrderLine);
  # What.
  reason @3 :Text $fact;
  # Why, as a code.
}

struct ReturnReceived {
  # What was sent back arrived.
  returnId @0 :Token $token(stream) $required;
  # The return.
  orderId @1 :Token $token(stream);
  # Of which order.
  lines @2 :List(OrderLine);
  # What.
  reason @3 :Text $fact;
  # Why, as a code.
}

struct ReturnAccepted {
  # We take it back.
  returnId @0 :Token $token(stream) $required;
  # The return.
  rule @1 :ReturnRule $fact $required;
  # By what rule.
  pickupArranged @2 :YesNo $fact;
  # Whether we have it fetched.
}

enum ReturnRule {
  # By what rule goods are taken back.
  unset @0;      # not said
  within365 @1;  # inside a year, as offered
  goodwill @2;   # because we want to
}

struct RefundPaid {
  # Money was paid back, for a return or an order.
  returnId @0 :Token $token(stream);
  # The return.
  orderId @1 :Token $token(stream);
  # The order.
  amount @2 :Money $required;
  # How much.
}

# ---- Connection -----------------------------------------------------------------------------

struct ConnectionNoted {
  # 유대: a human of the contact noted something about the person worth remembering.
  noteId @0 :Token $token(stream) $required;
  # The note.
  sensitive @1 :Sensitive $fact $required;
  # What the law protects more, as its author states; `none` is said, not left out.
  mentions @2 :List(Private(Text)) $private(connection);
  # Other people whom the note speaks of.
  noteKind @3 :NoteKind $fact $required;
  # What kind of thing.
  words @4 :Private(Text) $private(connection);
  # The note.
  evidenceEventId @5 :Token $token(event) $required;
  # The person's own event that it comes from.
  by @6 :Token $token(staff) $required;
  # The human who noted it.
}

enum Sensitive {
  # Categories that need consent of their own.
  unset @0;           # not said
  none @1;            # none of them
  health @2;          # health
  belief @3;          # religion or belief
  sexLife @4;         # sex life
  politics @5;        # political opinion
  union @6;           # membership of a trade union
  genes @7;           # genetic data
  biometrics @8;      # biometric data
  criminalRecord @9;  # criminal record
}

enum NoteKind {
  # What is worth remembering.
  unset @0;           # not said
  lifeEvent @1;       # a wedding, a death, a move
  sharedInterest @2;  # something in common
  unstatedNeed @3;    # something wanted and not said
  humour @4;          # what made us laugh
  thanks @5;          # their thanks
  care @6;            # what to be careful of
}

struct KindnessDone {
  # Something was done for the person beyond the business.
  kindnessId @0 :Token $token(stream) $required;
  # The kindness.
  kindnessKind @1 :KindnessKind $fact $required;
  # What.
  cost @2 :Money;
  # What it cost us.
  noteId @3 :Token $token(stream);
  # The note that it answers.
  by @4 :Token $token(staff);
  # Who did it.
  contactId @5 :Token $token(stream);
  # In which contact.
}

enum KindnessKind {
  # Kinds of kindness.
  unset @0;            # not said
  flowers @1;          # flowers
  card @2;             # a card
  gift @3;             # a gift
  errand @4;           # an errand run for them
  upgrade @5;          # something better than ordered
  waivedFee @6;        # a fee not taken
  competitorNamed @7;  # a competitor named who has it
  timeGiven @8;        # listening
}

struct ConnectionReciprocated {
  # Something came back from the person.
  union {
    unset @0 :Void $fact;
    # To nothing in particular.
    noteId @1 :Token $token(stream);
    # To a note.
    kindnessId @2 :Token $token(stream);
    # To a kindness.
  }
  sign @3 :ReciprocitySign $fact $required;
  # What came back.
  evidenceEventId @4 :Token $token(event);
  # The person's own event that shows it.
}

enum ReciprocitySign {
  # What comes back.
  unset @0;             # not said
  thanked @1;           # thanks
  toldStory @2;         # a story of their own
  gave @3;              # a gift
  askedForSamePerson @4;  # they ask for the same person again
  referredSomeone @5;   # they send somebody
}

struct ConnectionNoteRetracted {
  # A note was taken back and its words removed.
  noteId @0 :Token $token(stream) $required;
  # The note.
  reason @1 :RetractReason $fact $required;
  # Why.
}

enum RetractReason {
  # Why a note is taken back.
  unset @0;          # not said
  customerAsked @1;  # the person asked
  wrong @2;          # it was wrong
  tooPrivate @3;     # it was nobody's business
}

struct StoryTold {
  # What happened is told to others.
  storyId @0 :Token $token(stream) $required;
  # The story.
  eventIds @1 :List(Token) $token(event);
  # The events that it tells.
  audience @2 :Audience $fact $required;
  # To whom.
  consents @3 :List(Token) $token(event);
  # The events by which the persons agreed, one a person.
  pseudonymous @4 :YesNo $fact;
  # Whether it is told without names.
  topic @5 :Text $fact;
  # What it is about.
}

enum Audience {
  # Who hears a story.
  unset @0;     # not said
  team @1;      # the team
  training @2;  # newcomers
  company @3;   # everybody here
  public @4;    # everybody; needs consent
}

struct StoryWithdrawn {
  # The story is no longer told: consent was withdrawn or a person forgotten.
  storyId @0 :Token $token(stream) $required;
  # The story.
  reason @1 :Text $fact;
  # Why, as a code.
}

# ---- Boundaries -----------------------------------------------------------------------------

struct AbuseReported {
  # 상담원 보호: a member of staff was abused.
  contactId @0 :Token $token(stream) $required;
  # In which contact.
  byAgent @1 :Token $token(staff) $required;
  # Who reports it.
  abuseKind @2 :AbuseKind $fact $required;
  # What kind.
  words @3 :Private(Text) $private(protection);
  # What was said.
}

enum AbuseKind {
  # Kinds of abuse.
  unset @0;           # not said
  insult @1;          # insult
  threat @2;          # threat
  sexual @3;          # sexual harassment
  discrimination @4;  # discrimination
  persistence @5;     # again and again without cause
}

struct WarningGiven {
  # The person was told to stop, and what happens otherwise.
  contactId @0 :Token $token(stream) $required;
  # In which contact.
  by @1 :Token $token(staff) $required;
  # Who warned.
}

struct ContactEndedForProtection {
  # Staff ended the contact to protect themselves.
  contactId @0 :Token $token(stream) $required;
  # The contact.
  by @1 :Token $token(staff) $required;
  # Who ended it.
}

struct StaffProtected {
  # A member of staff got rest or help. On the stream of that member.
  agentId @0 :Token $token(staff) $required;
  # Who.
  measure @1 :ProtectionMeasure $fact $required;
  # What.
  customerId @2 :Token $token(customer);
  # The person on whose stream the cause is recorded.
  because @3 :Token $token(stream);
  # The id of the event there that is the cause.
}

enum ProtectionMeasure {
  # What protects staff.
  unset @0;        # not said
  rest @1;         # rest
  transfer @2;     # other work
  counselling @3;  # counselling
  legalHelp @4;    # legal help
}

struct RelationshipEnded {
  # Two people decided to end the relationship. Always reversible.
  reason @0 :Text $fact $required;
  # Why, as a code.
  decidedBy @1 :Token $token(staff) $required;
  # Who decided it.
  secondedBy @2 :Token $token(staff) $required;
  # Who decided it too, and was not in the contact.
  reviewOn @3 :Time $required;
  # When it is looked at again.
  remains @4 :List(Remaining) $fact;
  # What stays possible; at least all of them, whatever is sent.
}

struct RelationshipRestored {
  # The relationship goes on again.
  reason @0 :Text $fact;
  # Why, as a code.
  decidedBy @1 :Token $token(staff) $required;
  # Who decided it.
  secondedBy @2 :Token $token(staff);
  # Who decided it too.
}

enum Remaining {
  # What stays possible after an ending.
  unset @0;         # not said
  refund @1;        # money back
  return @2;        # goods back
  dataRequests @3;  # rights over one's data
}

# ---- Problem, authority ---------------------------------------------------------------------

struct PersonIssue {
  # One person's issue, seen from another stream.
  customerId @0 :Token $token(customer) $required;
  # The person.
  issueId @1 :Token $token(stream) $required;
  # Their issue's id on their own stream.
}

struct ProblemDetected {
  # One cause was seen behind many persons' issues.
  problemId @0 :Token $token(stream) $required;
  # The problem.
  product @1 :Text $fact;
  # Key: which product.
  topic @2 :Text $fact;
  # Key: what about.
  symptom @3 :Text $fact;
  # Key: how it shows.
  issues @4 :List(PersonIssue);
  # The issues.
  windowDays @5 :UInt16 $fact;
  # Policy when it was seen: issues within so many days count.
  threshold @6 :UInt16 $fact;
  # Policy when it was seen: so many distinct persons make a problem.
}

struct ProblemDecided {
  # Somebody decided what becomes of the problem. "We know and do nothing" is a decision too.
  problemId @0 :Token $token(stream) $required;
  # The problem.
  what @1 :ProblemDecision $fact $required;
  # What was decided.
  owner @2 :Token $token(staff);
  # Who answers for it.
  effective @3 :Time;
  # From when it works.
  why @4 :Text $fact $required;
  # The reason, for everybody to read.
}

enum ProblemDecision {
  # What becomes of a problem.
  unset @0;           # not said
  owned @1;           # somebody answers for it
  remedyChosen @2;    # it is known what to do
  remedyReleased @3;  # it is done
  closed @4;          # it is over
  declined @5;        # nothing will be done
}

struct AuthorityGranted {
  # A member of staff may decide something from now on.
  agentId @0 :Token $token(staff) $required;
  # Who.
  what @1 :Text $fact $required;
  # What they may decide.
  limit @2 :Money;
  # Up to how much.
}

struct AuthorityWithdrawn {
  # A member of staff may no longer decide it.
  agentId @0 :Token $token(staff) $required;
  # Who.
  what @1 :Text $fact $required;
  # What they may no longer decide.
  limit @2 :Money;
  # Above how much; none: at all.
}

# ---- Data protection ------------------------------------------------------------------------

enum ConsentPurpose {
  # What a notice tells of and a consent allows.
  unset @0;          # not said
  care @1;           # keeping what is said to answer
  recording @2;      # recording a call or chat
  remoteSession @3;  # seeing or steering their machine
  sensitiveNote @4;  # noting something of a protected category
  story @5;          # telling their story
  survey @6;         # asking what they think
  partner @7;        # passing it to a partner
}

struct NoticeGiven {
  # The person was told what is kept and why.
  purpose @0 :ConsentPurpose $fact $required;
  # For what.
  textVersion @1 :Text $fact;
  # Which text.
  how @2 :Text $fact;
  # How: `announcement`, `page`.
  evidence @3 :Token $token(event);
  # The event that shows it.
  contactId @4 :Token $token(stream);
  # In which contact.
}

struct ConsentGiven {
  # The person agreed.
  purpose @0 :ConsentPurpose $fact $required;
  # To what.
  textVersion @1 :Text $fact;
  # To which text.
  how @2 :Text $fact;
  # How: `said`, `signed`, `clicked`.
  evidence @3 :Token $token(event);
  # The event that shows it.
  category @4 :Sensitive $fact;
  # Which protected category, for sensitiveNote.
  audience @5 :Audience $fact;
  # The widest audience, for story.
  contactId @6 :Token $token(stream);
  # In which contact.
}

struct ConsentWithdrawn {
  # The person no longer agrees.
  purpose @0 :ConsentPurpose $fact $required;
  # To what.
  textVersion @1 :Text $fact;
  # To which text.
  how @2 :Text $fact;
  # How they said so.
  evidence @3 :Token $token(event);
  # The event that shows it.
  category @4 :Sensitive $fact;
  # Which protected category, for sensitiveNote.
  contactId @5 :Token $token(stream);
  # In which contact.
}

struct PersonalDataAccessed {
  # 접속기록: who looked at whose data, when, from where, doing what.
  account @0 :Token $token(staff) $required;
  # Who.
  at @1 :Time $required;
  # When.
  from @2 :Private(Text) $private(access);
  # Network address or terminal.
  customerId @3 :Token $token(customer);
  # Whose data; or
  setId @4 :Token $token(stream);
  # which set of people, as a figure names it,
  setSize @5 :UInt32 $fact;
  # and how many they are.
  operation @6 :AccessOperation $fact $required;
  # What was done.
  purpose @7 :Purpose $fact $required;
  # What for.
  reason @8 :Private(Text) $private(access);
  # Why; must be given for an export.
}

enum AccessOperation {
  # What is done with personal data.
  unset @0;      # not said
  view @1;       # shown
  search @2;     # searched
  drillDown @3;  # a figure opened to its people
  export @4;     # taken out
  print @5;      # printed
  change @6;     # changed
  erase @7;      # erased
}

struct AccessRecordsReviewed {
  # The month's access records were checked.
  month @0 :Text $fact $shape(month) $required;
  # `2026-11`.
  reviewer @1 :Token $token(staff) $required;
  # Who checked them.
  findings @2 :Private(Text) $private(access);
  # What they found.
}

struct SubjectRequestReceived {
  # The person asked for a right over their data.
  requestId @0 :Token $token(stream) $required;
  # The request.
  right @1 :SubjectRight $fact $required;
  # Which right.
  dueBy @2 :Time $required;
  # When it must be answered.
}

struct SubjectRequestDecided {
  # The request was answered.
  requestId @0 :Token $token(stream) $required;
  # The request.
  right @1 :SubjectRight $fact;
  # Which right.
  outcome @2 :RequestOutcome $fact $required;
  # The answer.
  legalBasis @3 :Text $fact;
  # The law behind a refusal.
  identityChecked @4 :YesNo $fact $required;
  # Whether it was made sure who asked.
  by @5 :Token $token(staff);
  # Who decided.
}

enum SubjectRight {
  # Rights over one's data.
  unset @0;        # not said
  access @1;       # to see them
  rectify @2;      # to have them corrected
  erase @3;        # to have them erased
  suspend @4;      # to have their use stopped
  portability @5;  # to take them along
  object @6;       # to object
}

enum RequestOutcome {
  # Answers to a request.
  unset @0;    # not said
  granted @1;  # yes
  partly @2;   # in part
  refused @3;  # no
}

struct RetentionHeld {
  # A law says that something must be kept: its words stay, locked, also when the rest is erased.
  holdId @0 :Token $token(stream) $required;
  # The hold.
  versions @1 :List(UInt64) $fact;
  # The records of this stream, by version; empty: all. JSON: a list of texts.
  purposes @2 :List(Purpose) $fact;
  # The words held for these purposes; empty: all.
  law @3 :Text $fact $required;
  # The law.
  until @4 :Time $required;
  # How long.
}

struct RetentionReleased {
  # It need no longer be kept.
  holdId @0 :Token $token(stream) $required;
  # The hold.
  reason @1 :Text $fact;
  # Why, as a code.
}

struct DestroyedKey {
  # One data key that is gone.
  purpose @0 :Purpose $fact $required;
  # Whose words it sealed.
  keyId @1 :UInt64 $fact;
  # Which key. JSON: text.
}

struct KeptWords {
  # What an erasure left, and why.
  purpose @0 :Purpose $fact $required;
  # The words kept.
  law @1 :Text $fact $required;
  # The law that says so.
  until @2 :Time $required;
  # How long.
}

struct PersonalDataErased {
  # Words were made unreadable for ever. No listed key may be used afterwards.
  versions @0 :List(UInt64) $fact;
  # The records of this stream, by version; empty: all. JSON: a list of texts.
  keysDestroyed @1 :List(DestroyedKey);
  # The keys that are gone.
  kept @2 :List(KeptWords);
  # What stays under a hold.
  by @3 :Token $token(staff);
  # Who ordered it.
  requestId @4 :Token $token(stream);
  # The request that it grants.
  reason @5 :Text $fact $shape(labelName);
  # Why, as a code: `requested`, `retentionOver`.
}

# ---- Policy ---------------------------------------------------------------------------------

struct PolicySet {
  # A window, threshold or period got a value; figures print the one they used.
  name @0 :Text $fact $required;
  # Which one: `silence.days`.
  value @1 :Text $fact $required;
  # Its value: `7`.
  from @2 :Time;
  # From when it holds; not given: from now.
}

# ---- The log itself -------------------------------------------------------------------------
# Dangol alone records these; nobody can send them.

struct HeadsRecorded {
  # The last record of every stream at a size of the log, as one hash: whoever has the entries up to
  # there recomputes it, and a person's records can be proved to be all there are.
  size @0 :UInt64 $fact $required;
  # Records of the log that are covered: those at positions below it. JSON: text.
  root @1 :Text $fact $shape(hash) $required;
  # Root of the map from streams to their last records; docs/FORMAT.md says how it is computed.
  streams @2 :UInt64 $fact $required;
  # Streams in the map. JSON: text.
  format @3 :UInt16 $fact $required;
  # Which form of the map it is: 1.
}

struct SigningKeyAnnounced {
  # A key with which checkpoints of this log are signed.
  verifier @0 :Text $fact $required;
  # The public key as a verifier key of C2SP signed-note: name, key id, key.
  since @1 :Time $required;
  # From when it signs.
}

struct LogRestored {
  # The log was restored from a backup. It goes on under another origin, since no origin may ever
  # have two histories; this says where the old one ended.
  originBefore @0 :Text $fact $required;
  # The origin it had.
  size @1 :UInt64 $fact $required;
  # Records in the last checkpoint that is known of that origin. JSON: text.
  root @2 :Text $fact $shape(hash) $required;
  # Root of that checkpoint's tree.
}

struct VaultKeyRotated {
  # The key-encryption key of a vault was made anew, and the old one destroyed: no older copy of that
  # vault opens any more. What was erased before is erased for good.
  vault @0 :Text $fact $shape(labelName) $required;
  # Which vault: `vault`, or `held`, which holds what a law keeps.
  size @1 :UInt64 $fact;
  # Records of the log then: erasures among them are final. JSON: text.
  streams @2 :UInt64 $fact;
  # Streams whose keys were destroyed while the key before stood. JSON: text.
}
