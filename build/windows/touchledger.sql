-- What wixl 0.101 does not write, for `msibuild -q`: one statement a line. 51: sets a property. 3170: a program in a folder (34), when files change (1024), as
-- the system (2048), whose failure does not end the installation (64).
INSERT INTO `Property` (`Property`, `Value`) VALUES ('MsiHiddenProperties', 'ENROLL;KEPTENROLL')
UPDATE `Property` SET `Value` = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;ENDPOINT;ENROLL;ACCEPTNOTICE;PURGE' WHERE `Property` = 'SecureCustomProperties'
UPDATE `Component` SET `Condition` = 'ENDPOINT' WHERE `Component` = 'Endpoint'
UPDATE `Component` SET `Condition` = 'ENROLL' WHERE `Component` = 'Enroll'
UPDATE `Component` SET `Condition` = 'ACCEPTNOTICE' WHERE `Component` = 'AcceptNotice'
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('KeepEndpoint', 51, 'ENDPOINT', '[KEPTENDPOINT]')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('KeepEnroll', 51, 'ENROLL', '[KEPTENROLL]')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('KeepAcceptNotice', 51, 'ACCEPTNOTICE', '[KEPTACCEPTNOTICE]')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('EndAgents', 3170, 'APPLICATIONFOLDER', '"[APPLICATIONFOLDER]resources\windows\touchledger-windows.exe" end')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('DeleteData', 3170, 'TARGETDIR', '"[%ComSpec]" /c for /d %u in ("%PUBLIC%\..\*") do rmdir /s /q "%u\AppData\Local\TouchLedger"')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepEndpoint', 'KEPTENDPOINT AND NOT ENDPOINT', 51)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepEnroll', 'KEPTENROLL AND NOT ENROLL', 52)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('KeepAcceptNotice', 'KEPTACCEPTNOTICE AND NOT ACCEPTNOTICE', 53)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('EndAgents', 'REMOVE="ALL"', 1510)
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('DeleteData', 'REMOVE="ALL" AND PURGE AND NOT UPGRADINGPRODUCTCODE', 3510)
