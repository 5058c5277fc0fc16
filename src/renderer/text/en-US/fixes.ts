/** One plain next step for each denial category and for the most common CARCs, in our own words. */
export const fixes = {
  category: {
    authorization:
      'Check that the authorization covers the service, dates and provider before the claim is sent. Ask the payer for a retro-authorization within its limit, or appeal with the approval.',
    eligibility:
      'Run an eligibility check for the date of service. Bill the coverage that was active then, or correct the member ID and resubmit.',
    cob_wrong_payer:
      'Find out which plan is primary, update the coordination of benefits with the patient and the payer, and bill in that order with the other payer’s EOB.',
    coding_bundling:
      'Have a coder check codes, units and modifiers against the record and the payer’s edits. Send a corrected claim if they are wrong, and appeal with the notes if they are right.',
    medical_necessity:
      'Compare the record with the payer’s coverage policy. Appeal with the notes that meet it, or ask for a peer-to-peer review while there is time.',
    timely_filing:
      'Look for proof that the claim was on time: the clearinghouse or payer acceptance report. Appeal with it; without it, find out why the claim was late.',
    duplicate:
      'Find the original claim and its status before anything is sent again. If the service was done twice, resubmit with the modifier that says so.',
    missing_info:
      'Read the remark codes: they name what is missing. Send a corrected claim or the records, and add an edit that stops such claims before submission.',
    non_covered_benefit:
      'Check the plan’s benefits for this service. Appeal if it is covered; otherwise bill the patient only if the plan and a signed notice allow it.',
    appeal_upheld:
      'Read the decision letter. Go to the next appeal level before its deadline, if there is new evidence.',
    provider_enrollment:
      'Check the provider’s enrollment, effective date, NPI and taxonomy with this payer. Correct them, then ask for reprocessing of the claims that are held up.',
    other:
      'Call the payer or read the remark codes to learn the reason, and place the code in Settings so that the next one is not in this group.',
  },
  carc: {
    '4': 'Check the modifier against the procedure and the payer’s edits, and send a corrected claim.',
    '11': 'Check that the diagnosis on the claim supports the procedure. Correct the code pointer or the diagnosis if the record does.',
    '16': 'Read the remark codes: they name the missing or invalid field. Correct it and resubmit; no appeal is needed.',
    '18': 'Look up the original claim first. If it is paid or pending, close this one; if it was denied, work on the original.',
    '22': 'Ask the patient and the payer who is primary, update the coordination of benefits, and bill the primary plan first.',
    '27': 'Check when coverage ended. Look for other coverage on the date of service, then bill it or the patient.',
    '29': 'Find the acceptance report that shows the first submission date, and appeal with it before the payer’s deadline.',
    '31': 'Compare name, date of birth and member ID with the card, correct them, and resubmit.',
    '50': 'Compare the notes with the payer’s policy for this service, and appeal with those that meet it, or ask for a peer-to-peer review.',
    '96': 'Read the remark code to learn whether the plan excludes the service, and appeal only if the plan covers it.',
    '97': 'Check whether the service is part of another one that was paid. If the record shows a separate one, resubmit with the right modifier.',
    '109': 'Find the plan or contractor that is responsible for the date of service, and send the claim there.',
    '119': 'Check how much of the benefit was used on the date of service. Ask for an exception if the payer has one.',
    '151':
      'Compare units and frequency with the payer’s limit, and appeal with the notes that show why more was needed.',
    '167': 'Check the diagnosis against the payer’s coverage policy. Correct it if the record supports another one.',
    '197':
      'Check the authorization number before submission. Ask the payer for a retro-authorization within its limit, or appeal with the number if there was one.',
    '198':
      'Compare units, dates and codes with what was approved. Ask the payer to extend the authorization, or correct the claim.',
    '204':
      'Check the patient’s plan for this service, drug or equipment. Appeal if it is covered; ask for a covered alternative if not.',
    '226': 'Find the payer’s request for records, and send them before the date it names.',
    '252':
      'Send the document that the remark code names, with the claim number on it, and note the date in the follow-up.',
  },
} as const
