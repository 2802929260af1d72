#include "tests/app/limits_table.h"

#include <chrono>
#include <cstdint>

#include "actors/alarm_limits.h"
#include "actors/engine_limits.h"
#include "actors/loader.h"
#include "app/import/import_limits.h"
#include "app/limits.h"
#include "client/limits.h"
#include "events/customer_limits.h"
#include "gateway/access_limits.h"
#include "gateway/http/limits.h"
#include "gateway/limits.h"
#include "gateway/rpc/limits.h"
#include "gateway/vault_limits.h"
#include "gateway/witness_limits.h"
#include "replay/bundle_limits.h"
#include "replay/limits.h"
#include "store/disk_space.h"
#include "store/limits.h"
#include "store/origin_limits.h"
#include "store/proof_limits.h"
#include "store/stream_index.h"
#include "store/witness_limits.h"

namespace dangol::test {
namespace {

// Between rooms, where no header sees both sides.
static_assert(kMaxFrameRecords <= IndexOptions().window_positions, "a frame fits one window");

// 16,384
std::string digits(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string count(std::uint64_t number, const char* unit) { return digits(number) + ' ' + unit; }
std::string part(std::uint64_t number) { return "1/" + digits(number); }

// In the largest unit that leaves a whole number.
std::string bytes(std::uint64_t number) {
  if (number % (1 << 20) == 0) return digits(number >> 20) + " MiB";
  if (number % (1 << 10) == 0) return digits(number >> 10) + " KiB";
  return digits(number) + " bytes";
}

std::chrono::microseconds micros(Micros time) { return std::chrono::microseconds(time.value()); }
std::string time(std::chrono::microseconds time) {
  const auto number = static_cast<std::uint64_t>(time.count());
  return number % 1'000'000 == 0 ? digits(number / 1'000'000) + " s"
                                 : digits(number / 1000) + " ms";
}

}  // namespace

std::vector<Limit> limits() {
  using namespace importing;  // NOLINT(google-build-using-namespace)
  return {
      // events/limits.h
      {"kMaxSubjectBytes", bytes(kMaxSubjectBytes)},
      {"kMaxTokenBytes", bytes(kMaxTokenBytes)},
      {"kMaxSourceBytes", bytes(kMaxSourceBytes)},
      {"kMaxFactBytes", bytes(kMaxFactBytes)},
      {"kMaxEventJsonBytes", bytes(kMaxEventJsonBytes)},
      {"kMaxEventBytes", bytes(kMaxEventBytes)},
      {"kMaxBatchEvents", count(kMaxBatchEvents, "events")},
      {"kMaxBatchBytes", bytes(kMaxBatchBytes)},
      {"kMaxJsonDepth", count(kMaxJsonDepth, "levels")},
      {"kMaxListItems", count(kMaxListItems, "items")},
      {"kMaxSealedBatchBytes", bytes(kMaxSealedBatchBytes)},
      {"kMaxFrameBytes", bytes(kMaxFrameBytes)},
      {"kMaxFrameRecords", count(kMaxFrameRecords, "records")},
      {"kRecentEvents", count(kRecentEvents, "events")},
      {"kShownValueBytes", bytes(kShownValueBytes)},
      // events/customer_limits.h
      {"closed_kept", count(kStateLimits.closed_kept, "entities")},
      {"open_kept", count(kStateLimits.open_kept, "entities")},
      {"holds_kept", count(kStateLimits.holds_kept, "holds")},
      {"problems_kept", count(kStateLimits.problems_kept, "problems")},
      {"steps_kept", count(kStateLimits.steps_kept, "steps")},
      {"listed_kept", count(kStateLimits.listed_kept, "items")},
      {"story_items_kept", count(kStateLimits.story_items_kept, "items")},
      {"struck_agents_kept", count(kStateLimits.struck_agents_kept, "agents")},
      {"currencies_kept", count(kStateLimits.currencies_kept, "currencies")},
      {"waiting_kept", count(kStateLimits.waiting_kept, "issues")},
      {"erased_ranges_kept", count(kStateLimits.erased_ranges_kept, "ranges")},
      {"left_kept", count(kStateLimits.left_kept, "ids")},
      {"tokens_swept_at", count(kStateLimits.tokens_swept_at, "tokens")},
      {"token_bytes", bytes(kStateLimits.token_bytes)},
      // store/
      {"kVaultCachedSubjects", count(kVaultCachedSubjects, "subjects")},
      {"kStreamRecordsAtOnce", count(kStreamRecordsAtOnce, "records")},
      {"kStreamsAtOnce", count(kStreamsAtOnce, "streams")},
      {"kFirstRecordsAtOnce", count(kFirstRecordsAtOnce, "records")},
      {"kRemovedWordsAtOnce", count(kRemovedWordsAtOnce, "records")},
      {"kFencesAtOnce", count(kFencesAtOnce, "events")},
      {"kResealedAtOnce", count(kResealedAtOnce, "rows")},
      {"kIndexRunRecords", count(kIndexRunRecords, "records")},
      {"kIndexRuns", count(kIndexRuns, "runs")},
      {"kStoreCacheBytes", bytes(kStoreCacheBytes)},
      {"kLogCacheBytes", bytes(kLogCacheBytes)},
      {"kWordsCacheBytes", bytes(kWordsCacheBytes)},
      {"kSideCacheBytes", bytes(kSideCacheBytes)},
      {"kLeastFlushedBytes", bytes(kLeastFlushedBytes)},
      {"kLeastSealedPositions", count(kLeastSealedPositions, "positions")},
      {"kVaultCacheBytes", bytes(kVaultCacheBytes)},
      {"kIndexCacheBytes", bytes(kIndexCacheBytes)},
      {"kSnapshotCacheBytes", bytes(kSnapshotCacheBytes)},
      {"kLogOpenFiles", count(kLogOpenFiles, "files")},
      {"kDerivedOpenFiles", count(kDerivedOpenFiles, "files")},
      {"kProjectionCacheBytes", bytes(kProjectionCacheBytes)},
      {"kProjectionOpenFiles", count(kProjectionOpenFiles, "files")},
      {"kProjectionBuckets", count(kProjectionBuckets, "buckets")},
      {"kSliceRecords", count(kSliceRecords, "records")},
      {"kProjectionBlockBytes", bytes(kProjectionBlockBytes)},
      {"kProjectionRuns", count(kProjectionRuns, "files")},
      {"kPendingHeads", count(kPendingHeads, "streams")},
      {"kHeadCacheBytes", bytes(kHeadCacheBytes)},
      {"kHeadWriteBufferBytes", bytes(kHeadWriteBufferBytes)},
      {"kHeadOpenFiles", count(kHeadOpenFiles, "files")},
      {"kMaxOriginBytes", bytes(kMaxOriginBytes)},
      {"kMaxAnchorBytes", bytes(kMaxAnchorBytes)},
      {"kMaxSigningKeys", count(kMaxSigningKeys, "keys")},
      {"kMaxSigningKeyFileBytes", bytes(kMaxSigningKeyFileBytes)},
      {"kMaxWitnessFileBytes", bytes(kMaxWitnessFileBytes)},
      {"kCheckpointCacheBytes", bytes(kCheckpointCacheBytes)},
      {"kCheckpointMemtableBytes", bytes(kCheckpointMemtableBytes)},
      {"kCheckpointOpenFiles", count(kCheckpointOpenFiles, "files")},
      {"kMaxTableTailBytes", bytes(kMaxTableTailBytes)},
      // store/proof_limits.h
      {"kMaxNoteBytes", bytes(kMaxNoteBytes)},
      {"kMaxNoteSignatures", count(kMaxNoteSignatures, "signatures")},
      {"kMaxProofHashes", count(kMaxProofHashes, "hashes")},
      {"kMaxProofExtraBytes", bytes(kMaxProofExtraBytes)},
      {"kMaxProofBytes", bytes(kMaxProofBytes)},
      {"kMaxPolicyBytes", bytes(kMaxPolicyBytes)},
      {"kMaxPolicyLogs", count(kMaxPolicyLogs, "logs")},
      {"kMaxPolicyMembers", count(kMaxPolicyMembers, "members")},
      {"kMaxHeadSiblings", count(kMaxHeadSiblings, "hashes")},
      {"kMaxHeadsAudits", count(kMaxHeadsAudits, "notes")},
      {"kMaxHistoryHeadBytes", bytes(kMaxHistoryHeadBytes)},
      {"kMaxHistoryLineBytes", bytes(kMaxHistoryLineBytes)},
      {"window_positions", count(IndexOptions().window_positions, "positions")},
      {"window_bytes", bytes(IndexOptions().window_bytes)},
      {"waiting_windows", count(IndexOptions().waiting_windows, "windows")},
      {"kLowWaterBytes", bytes(kLowWaterBytes)},
      {"kLowWaterPart", part(kLowWaterPart)},
      {"kReservePart", part(kReservePart)},
      // actors/
      {"kInFlightBytes", bytes(kInFlightBytes)},
      {"kAwakeBytes", bytes(kAwakeBytes)},
      {"kRestingAwakeBytes", bytes(kRestingAwakeBytes)},
      {"kAwakeStreamBytes", bytes(kAwakeStreamBytes)},
      {"kSnapshotRecords", count(kSnapshotRecords, "records")},
      {"kMaxForgottenStreams", count(kMaxForgottenStreams, "streams")},
      {"kMaxForgottenEvents", count(kMaxForgottenEvents, "events")},
      {"kMaxMentions", count(kMaxMentions, "records")},
      {"kReopenFirst", time(kReopenFirst)},
      {"kReopenLast", time(kReopenLast)},
      {"kMaxJobSubjects", count(Loader::kMaxJobSubjects, "subjects")},
      {"kMinJobSubjects", count(Loader::kMinJobSubjects, "subjects")},
      {"kScheduledAlarms", count(kScheduledAlarms, "alarms")},
      {"kRingingAlarms", count(kRingingAlarms, "streams")},
      {"kAlarmsPerSecond", count(kAlarmsPerSecond, "a second")},
      {"kAlarmRetry", time(micros(kAlarmRetry))},
      {"kClockLook", time(kClockLook)},
      {"kClockBeat", time(kClockBeat)},
      {"kMaxClockJump", time(micros(kMaxClockJump))},
      // replay/limits.h
      {"kChunkBytes", bytes(kChunkBytes)},
      {"kChunksWaiting", count(kChunksWaiting, "chunks")},
      {"kFramesAtOnce", count(kFramesAtOnce, "frames")},
      {"kRecordsAtOnce", count(kRecordsAtOnce, "records")},
      {"kStreamsComparedAtOnce", count(kStreamsComparedAtOnce, "streams")},
      {"kMaxDifferences", count(kMaxDifferences, "differences")},
      {"kMaxStepsOfRecord", count(kMaxStepsOfRecord, "steps")},
      {"kPageOfRecords", count(kPageOfRecords, "records")},
      {"kPageOfRecordsBytes", bytes(kPageOfRecordsBytes)},
      {"kPagesAhead", count(kPagesAhead, "pages")},
      {"kMergedSteps", count(kMergedSteps, "steps")},
      {"kTailBytes", bytes(kTailBytes)},
      {"kAllTailsBytes", bytes(kAllTailsBytes)},
      {"kLeastSliceBytes", bytes(kLeastSliceBytes)},
      {"kLeastKeptRecords", count(kLeastKeptRecords, "records")},
      {"kSampledBuckets", count(kSampledBuckets, "buckets")},
      {"kFarBehindRecords", count(kFarBehindRecords, "records")},
      {"kGroupsNamedAtOnce", count(kGroupsNamedAtOnce, "groups")},
      {"kGroupsNamed", count(kGroupsNamed, "groups")},
      {"kMembersAtOnce", count(kMembersAtOnce, "members")},
      {"kMaxPersonEvents", count(kMaxPersonEvents, "events")},
      {"kMaxPlotGap", count(kMaxPlotGap, "lines")},
      // gateway/limits.h
      {"kMaxRequestBytes", bytes(kMaxRequestBytes)},
      {"kPageBytes", bytes(kPageBytes)},
      {"kPageRecords", count(kPageRecords, "records")},
      {"kMaxStatesAsked", count(kMaxStatesAsked, "streams")},
      {"kStateStepRecords", count(kStateStepRecords, "records")},
      {"kMentionStepRecords", count(kMentionStepRecords, "records")},
      {"kMaxAnswerBytes", bytes(kMaxAnswerBytes)},
      {"kRebuildingAtOnce", time(kRebuildingAtOnce)},
      {"kHeadsFollowEvery", time(kHeadsFollowEvery)},
      {"kHeadsPageRecords", count(kHeadsPageRecords, "records")},
      {"kRestLookEvery", time(kRestLookEvery)},
      {"kLooksBeforeRest", count(kLooksBeforeRest, "looks")},
      {"kIdleWork", count(kIdleWork, "records and reads")},
      {"kWorkBetweenRests", count(kWorkBetweenRests, "records and reads")},
      {"kLooksBetweenRests", count(kLooksBetweenRests, "looks")},
      {"kReportsKept", count(kReportsKept, "answers")},
      {"kReactionPause", time(kReactionPause)},
      {"kFirstReaction", time(kFirstReaction)},
      {"kLastReaction", time(kLastReaction)},
      {"kPassedOver", count(kPassedOver, "problems")},
      // replay/bundle_limits.h
      {"kMaxEvidenceLineBytes", bytes(kMaxEvidenceLineBytes)},
      {"kMaxPersonJsonBytes", bytes(kMaxPersonJsonBytes)},
      {"kMaxBundleListBytes", bytes(kMaxBundleListBytes)},
      // gateway/access_limits.h
      {"kMaxAccessShards", count(kMaxAccessShards, "streams")},
      {"kAccessMonths", count(kAccessMonths, "months")},
      {"kLeastAccessMonths", count(kLeastAccessMonths, "month")},
      {"kAccessesLookedAtEvery", time(kAccessesLookedAtEvery)},
      {"kMostAccessMonths", count(kMostAccessMonths, "months")},
      // gateway/vault_limits.h
      {"kErasureDays", count(kErasureDays, "days")},
      {"kLeastErasureDays", count(kLeastErasureDays, "day")},
      {"kMostErasureDays", count(kMostErasureDays, "days")},
      {"kVaultWatchEvery", "1 h"},
      // gateway/limits.h
      {"kMaxConnections", count(kMaxConnections, "connections")},
      {"kBacklog", count(kBacklog, "connections")},
      {"kReadThreads", count(kReadThreads, "threads")},
      {"kConnectionBytes", bytes(kConnectionBytes)},
      {"kConnectionAppends", count(kConnectionAppends, "appends")},
      {"kMaxDeliveries", count(kMaxDeliveries, "answers")},
      {"kAdmissionRetry", time(kAdmissionRetry)},
      {"kCloseGrace", time(kCloseGrace)},
      {"kHelloTimeout", time(kHelloTimeout)},
      // gateway/http/limits.h
      {"kMaxHttpTargetBytes", bytes(kMaxHttpTargetBytes)},
      {"kMaxHttpQueryParts", count(kMaxHttpQueryParts, "parameters")},
      {"kMaxHttpBodyBytes", bytes(kMaxHttpBodyBytes)},
      {"kHttpBodiesBytes", bytes(kHttpBodiesBytes)},
      {"kMaxSmallBodyBytes", bytes(kMaxSmallBodyBytes)},
      {"kMaxHttpConnections", count(kMaxHttpConnections, "connections")},
      {"kHttpBacklog", count(kHttpBacklog, "connections")},
      {"kMaxHttpThreads", count(kMaxHttpThreads, "threads")},
      {"kHttpReadThreads", count(kHttpReadThreads, "threads")},
      {"kHttpReadsWaiting", count(kHttpReadsWaiting, "reads")},
      {"kMaxTokens", count(kMaxTokens, "tokens")},
      {"kMaxTokenFileBytes", bytes(kMaxTokenFileBytes)},
      {"kMaxAccountBytes", bytes(kMaxAccountBytes)},
      {"kMaxTokenDays", count(kMaxTokenDays, "days")},
      {"kFilesLookedAtEvery", time(kFilesLookedAtEvery)},
      {"kMaxTlsFileBytes", bytes(kMaxTlsFileBytes)},
      {"kMaxTlsChain", count(kMaxTlsChain, "certificates")},
      {"kHandshakeTime", time(kHandshakeTime)},
      {"kStillLetInEvery", time(kStillLetInEvery)},
      {"kTokenRate", count(kTokenRate, "a second")},
      {"kMaxTokenRate", count(kMaxTokenRate, "a second")},
      {"kRefusedAtOnce", count(kRefusedAtOnce, "requests")},
      {"kRefusedPerSecond", count(kRefusedPerSecond, "a second")},
      {"kRefusedAddresses", count(kRefusedAddresses, "addresses")},
      {"kHttpHeadTime", time(kHttpHeadTime)},
      {"kHttpBodyTime", time(kHttpBodyTime)},
      {"kHttpAnswerTime", time(kHttpAnswerTime)},
      {"kHttpSilence", time(kHttpSilence)},
      {"kHttpIdle", time(kHttpIdle)},
      {"kHttpGrace", time(kHttpGrace)},
      {"kStreamReadBytes", bytes(kStreamReadBytes)},
      {"kStreamBatchEvents", count(kStreamBatchEvents, "events")},
      {"kStreamBatchBytes", bytes(kStreamBatchBytes)},
      {"kStreamBatches", count(kStreamBatches, "batches")},
      {"kEventsScanned", count(kEventsScanned, "records")},
      {"kUsualPageEvents", count(kUsualPageEvents, "events")},
      {"kEventPageBytes", bytes(kEventPageBytes)},
      {"kMaxAccountCursors", count(kMaxAccountCursors, "cursors")},
      {"kMaxCursorNameBytes", bytes(kMaxCursorNameBytes)},
      {"kMaxCursorAccounts", count(kMaxCursorAccounts, "accounts")},
      {"kMaxFigureMembers", count(kMaxFigureMembers, "members")},
      {"kMaxFigureBytes", bytes(kMaxFigureBytes)},
      {"kMaxHistoryProofBytes", bytes(kMaxHistoryProofBytes)},
      {"kMaxFeeds", count(kMaxFeeds, "feeds")},
      {"kFeedPageBytes", bytes(kFeedPageBytes)},
      {"kFeedHeartbeat", time(kFeedHeartbeat)},
      {"kFeedPieceTime", time(kFeedPieceTime)},
      {"kFeedLateTime", time(kFeedLateTime)},
      // gateway/rpc/limits.h
      {"kMaxRpcMessageBytes", bytes(kMaxRpcMessageBytes)},
      {"kMaxRpcSegments", count(kMaxRpcSegments, "segments")},
      {"kRpcFirstMessageBytes", bytes(kRpcFirstMessageBytes)},
      {"kRpcTraversalBytes", bytes(kRpcTraversalBytes)},
      {"kRpcNesting", count(kRpcNesting, "levels")},
      {"kMaxRpcAnswerBytes", bytes(kMaxRpcAnswerBytes)},
      {"kRpcMessagesBytes", bytes(kRpcMessagesBytes)},
      {"kRpcPieceBytes", bytes(kRpcPieceBytes)},
      {"kRpcUnansweredBytes", bytes(kRpcUnansweredBytes)},
      {"kRpcUnreadBytes", bytes(kRpcUnreadBytes)},
      {"kRpcQuestions", count(kRpcQuestions, "calls")},
      {"kRpcReads", count(kRpcReads, "reads")},
      {"kRpcFeedRecords", count(kRpcFeedRecords, "records")},
      {"kRpcSessions", count(kRpcSessions, "sessions")},
      {"kRpcStreams", count(kRpcStreams, "streams")},
      {"kRpcWindowBytes", bytes(kRpcWindowBytes)},
      {"kRpcEnterTime", time(kRpcEnterTime)},
      {"kRpcMessageTime", time(kRpcMessageTime)},
      {"kRpcIdle", time(kRpcIdle)},
      {"kRpcLastTime", time(kRpcLastTime)},
      // app/limits.h
      {"kReadBytes", bytes(kReadBytes)},
      {"kMaxLineBytes", bytes(kMaxLineBytes)},
      {"kBatchEvents", count(kBatchEvents, "events")},
      {"kBatchBytes", bytes(kBatchBytes)},
      {"kBatchesInFlight", count(kBatchesInFlight, "batches")},
      {"kMaxWitnessRequestBytes", bytes(kMaxWitnessRequestBytes)},
      {"kWitnessRequestTime", time(kWitnessRequestTime)},
      {"kMaxWitnessConnections", count(kMaxWitnessConnections, "connections")},
      {"kMaxWitnessAnswerBytes", bytes(kMaxWitnessAnswerBytes)},
      {"kWitnessPatience", time(kWitnessPatience)},
      {"kWitnessAttempts", count(kWitnessAttempts, "attempts")},
      {"kMaxHeadsEvery", count(kMaxHeadsEvery, "s")},
      {"kMaxLoadThreads", count(kMaxLoadThreads, "threads")},
      {"kClientRequests", count(kClientRequests, "requests")},
      {"kClientEventBytes", bytes(kClientEventBytes)},
      {"kClientMessageWords", count(kClientMessageWords, "words")},
      {"kClientFeedPages", count(kClientFeedPages, "pages")},
      {"kMaxClientFileBytes", bytes(kMaxClientFileBytes)},
      {"kUsualColumns", count(kUsualColumns, "columns")},
      {"kLeastColumns", count(kLeastColumns, "columns")},
      {"kMostColumns", count(kMostColumns, "columns")},
      {"kPatience", time(kPatience)},
      {"kPatienceForNext", time(kPatienceForNext)},
      {"kAgain", time(kAgain)},
      // app/import/import_limits.h
      {"kMaxRowBytes", bytes(kMaxRowBytes)},
      {"kMaxColumns", count(kMaxColumns, "columns")},
      {"kReadBlockBytes", bytes(kReadBlockBytes)},
      {"kBinaryProbeBytes", bytes(kBinaryProbeBytes)},
      {"kMaxMappingBytes", bytes(kMaxMappingBytes)},
      {"kSpareRows", count(kSpareRows, "rows")},
      {"kMaxOpenBytes", bytes(kMaxOpenBytes)},
      {"kMaxOpenKeys", count(kMaxOpenKeys, "keys")},
      {"kMaxFinishedKeys", count(kMaxFinishedKeys, "keys")},
      {"kMaxJoinBytes", bytes(kMaxJoinBytes)},
      {"kMaxExpressionDepth", count(kMaxExpressionDepth, "levels")},
  };
}

}  // namespace dangol::test
