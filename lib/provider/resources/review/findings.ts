import { type Finding } from "../../../diagnostics";

/** What is said about the review that a run is bound to. Codes LVS430–LVS439. */

const UNTOUCHED = "Nothing was changed";

export function reviewIncomplete(missing: string): Finding {
  return {
    code: "LVS430",
    severity: "error",
    place: [],
    value: missing,
    summary: `this run is bound to a review, but ${missing} is not set`,
    remedy: "Give both: CDKTF_LVS_REVIEWED, the digest that the preview ended with, and CDKTF_LVS_REVIEWED_PREVIEW, the preview in JSON; or neither",
    hostNext: UNTOUCHED,
  };
}

export function badReviewedDigest(text: string): Finding {
  return { code: "LVS431", severity: "error", place: [], value: text, summary: "CDKTF_LVS_REVIEWED is no digest", remedy: "Give the 64 hexadecimal digits that the preview ended with", hostNext: UNTOUCHED };
}

export function previewUnreadable(path: string, why: string): Finding {
  return {
    code: "LVS432",
    severity: "error",
    place: [],
    value: path,
    summary: `the preview that was reviewed can't be read: ${why}`,
    remedy: "Give in CDKTF_LVS_REVIEWED_PREVIEW the whole path of what `cdktf-lvs preview --format json` wrote",
    hostNext: UNTOUCHED,
  };
}

export function notThatReview(path: string, { digest, itsOwn }: { readonly digest: string; readonly itsOwn: string }): Finding {
  return { code: "LVS433", severity: "error", place: [], value: itsOwn, summary: `${path} is not the preview that was reviewed under ${digest}`, remedy: "Give the preview that the reviewers have read, or let them read this one", hostNext: UNTOUCHED };
}

export function changeNotReviewed(): Finding {
  return {
    code: "LVS434",
    severity: "error",
    place: [],
    summary: "this is not what was reviewed",
    remedy: "Let the plan be previewed and reviewed again: the declaration, the state or the hosts have changed since then",
    hostNext: UNTOUCHED,
  };
}

export function changeNotKnown(): Finding {
  return { code: "LVS435", severity: "error", place: [], summary: "nobody can say whether this is what was reviewed: not all of it is known yet", remedy: "Bring first into being what it hangs on (terraform apply -target=…), then let the rest be reviewed", hostNext: UNTOUCHED };
}
