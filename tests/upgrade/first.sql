-- What the first release wrote: one conversation with all that can follow from it, then {many} short messages in
-- {talks} more. In words both databases understand; kept as it is, whatever later releases write.
INSERT INTO inboxes (id, created_at, name, channel) VALUES ('inbox', 1795374887399550, 'Shop', 'api');
INSERT INTO agents (id, created_at, name) VALUES ('sam', 1795374887450137, 'Sam');
INSERT INTO contacts (id, created_at, external_id, name, email, phone, language, attributes, read) VALUES ('anna', 1795374887515154, '4711', 'Anna Berger', 'anna@example.org', NULL, NULL, '{"tier":"gold"}', 1);
INSERT INTO consents (id, contact_id, purpose, given, at, source, wording, locale, proof) VALUES ('consent', 'anna', 'remember', 1, 1795374888533062, 'widget', 'w1', 'de', NULL);
INSERT INTO conversations (id, inbox_id, contact_id, started_at, last_at, state, priority, messages) VALUES ('talk', 'inbox', 'anna', 1795374887574631, 1795374887885075, 'resolved', 2, 2);
INSERT INTO messages (id, conversation_id, contact_id, number, role, at, text, clean, tokens, client_id, author, language) VALUES
('first', 'talk', 'anna', 1, 'customer', 1795374887607521, 'It''s the third time my parcel has not come! Call me: +49 170 1234567. I want a person.', 'It''s the third time my parcel has not come! Call me: [PHONE_1]. I want a person.', '[{"start":53,"end":68,"token":"[PHONE_1]"}]', 'c1', NULL, ''),
('second', 'talk', 'anna', 2, 'agent', 1795374887844797, 'I am sorry, Anna.', 'I am sorry, [NAME_1].', '[{"start":12,"end":16,"token":"[NAME_1]"}]', NULL, 'sam', '');
INSERT INTO readings (message_id, conversation_id, contact_id, at, reading) VALUES ('first', 'talk', 'anna', 1795374887797450, '{"id":"first","conversation_id":"talk","language":"en","emotion":"frustration","emotions":{"anger":0.0971,"frustration":0.5138,"disappointment":0.0285,"anxiety":0.0731,"sadness":0.02,"confusion":0.0139,"embarrassment":0.0,"regret":0.0,"gratitude":0.0015,"satisfaction":0.0055,"relief":0.0008,"surprise":0.0335,"desire":0.0194,"neutral":0.0409},"labels":{"admiration":0.0046,"amusement":0.0319,"anger":0.0097,"annoyance":0.3045,"approval":0.02,"caring":0.0029,"confusion":0.0078,"curiosity":0.0037,"desire":0.0411,"disappointment":0.0567,"disapproval":0.0405,"disgust":0.0113,"embarrassment":0.003,"excitement":0.0041,"fear":0.0027,"gratitude":0.0014,"grief":0.0011,"joy":0.0095,"love":0.0051,"nervousness":0.0031,"optimism":0.0088,"pride":0.0004,"realization":0.0185,"relief":0.0045,"remorse":0.0099,"sadness":0.0246,"surprise":0.0041,"neutral":0.4194},"present":["annoyance","neutral"],"basic":{"anger":0.311,"disgust":0.0153,"fear":0.0104,"joy":0.0367,"sadness":0.0304,"surprise":0.0088},"basic_present":["anger"],"valence":-0.6963,"arousal":0.6557,"intensity":0.2748,"confidence":0.6619,"abstained":false,"evidence":[{"start":9,"end":19,"text":"","emotion":"frustration","weight":0.1561},{"start":23,"end":37,"text":"","emotion":"frustration","weight":0.1261}],"cues":[{"kind":"repeated_contact","start":9,"end":19},{"kind":"negation","start":34,"end":37}],"flags":[{"kind":"person","p":0.92,"start":72,"end":85}],"needs":["person"],"appraisal":{"event":{"start":0,"end":42,"text":""},"responsible":"unknown","certainty":0.9,"controllability":null,"goal":null},"ask":null,"mood":{"valence":-0.6963,"arousal":0.6557,"trend":"steady","peak":{"valence":-0.6963,"id":"first"},"turns":1},"model":{"linear":"1.0.0"},"kind":"turn"}');
INSERT INTO decisions (message_id, conversation_id, contact_id, at, decision) VALUES ('first', 'talk', 'anna', 1795374887797450, '{"action":"hand_over","reasons":[{"rule":"person","because":"flag person 0.92"}],"priority":2}');
INSERT INTO courses (conversation_id, contact_id, at, number, course) VALUES ('talk', 'anna', 1795374887860740, 2, '["en",{"valence":-0.6963,"arousal":0.6557,"trend":"steady","peak":{"valence":-0.6963,"id":"first"},"turns":1},[],false,"2026-11-22T19:14:47.844797Z","agent",0,0,0,false,-0.6963,-0.6963,1,[0.8801886792452832]]');
INSERT INTO corrections (id, message_id, conversation_id, contact_id, by, at, emotion) VALUES ('correction', 'first', 'talk', 'anna', 'agent', 1795374887864702, 'anger');
INSERT INTO ratings (conversation_id, contact_id, at, csat, comment) VALUES ('talk', 'anna', 1795374887878536, 2, 'Late');
INSERT INTO events (at, kind, conversation_id, contact_id, message_id, event) VALUES
(1795374887574631, 'conversation_started', 'talk', 'anna', NULL, '{"inbox_id":"inbox"}'),
(1795374887607521, 'message_kept', 'talk', 'anna', 'first', '{"role":"customer"}'),
(1795374887797450, 'turn_read', 'talk', 'anna', 'first', '{}'),
(1795374887797450, 'decided', 'talk', 'anna', 'first', '{"action":"hand_over","priority":2}'),
(1795374887797450, 'handed_over', 'talk', 'anna', 'first', '{"by":"warmline"}'),
(1795374887844797, 'message_kept', 'talk', 'anna', 'second', '{"role":"agent"}'),
(1795374887864702, 'reading_corrected', 'talk', 'anna', NULL, '{"by":"agent"}'),
(1795374887878536, 'conversation_rated', 'talk', 'anna', NULL, '{"csat":2}'),
(1795374887885075, 'conversation_resolved', 'talk', 'anna', NULL, '{"by":"integration"}'),
(1795374888533062, 'consent_changed', NULL, 'anna', NULL, '{"purpose":"remember","given":true}');
INSERT INTO outbox (topic, contact_id, subject, due) VALUES ('respond', 'anna', 'talk1', 1795374888533062);
INSERT INTO erasures (id, contact_id, what, at, done_at) VALUES ('erasure', 'gone', 'everything', 1795374887000000, 1795374887000001);
INSERT INTO audit (at, actor, action, object, detail, before, hash) VALUES
(1795374887808840, 'warmline', 'decided', 'first', '{"contact":"anna","done":"hand_over"}', '', '09f8100b43d765daacc4030d2c58ea224334d25ee9e9527084693ab6598bc603'),
(1795374887857835, 'key 1', 'reading.seen', 'first', '{"contact":"anna"}', '09f8100b43d765daacc4030d2c58ea224334d25ee9e9527084693ab6598bc603', 'c9b8f55295ef9e678b278e68179b066128db2229123ef6c901d7a69fc021f7a9');
INSERT INTO keys (id, created_at, name, digest, scopes, revoked_at) VALUES ('1', 1795374887127629, 'all', '383e05a153a90b4af5d5cb85e517799031e4fd11d6a723523ca2b8b2b9ffb135', '["admin"]', NULL);
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {talks})
INSERT INTO conversations (id, inbox_id, contact_id, started_at, last_at, state, priority, messages)
SELECT 'talk' || n, 'inbox', 'anna', 1795374889000000, 1795374889000000 + n, 'open', 0, {many} / {talks} FROM counted;
WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < {many} - 1)
INSERT INTO messages (id, conversation_id, contact_id, number, role, at, text, clean, tokens, client_id, author, language)
SELECT 'old' || n, 'talk' || (n % {talks} + 1), 'anna', n / {talks} + 1, 'customer', 1795374889000000 + n, 'Where is it? ' || n, 'Where is it? ' || n, '[]', 'old' || n, NULL, 'en' FROM counted;
INSERT INTO events (at, kind, conversation_id, contact_id, message_id, event)
SELECT at, 'message_kept', conversation_id, contact_id, id, '{"role":"customer"}' FROM messages WHERE client_id LIKE 'old%' ORDER BY at;
