-- Releases hold roundings, too: those that are as old as the newest cut can neither change nor go, and no row can come to be that old.
CREATE TRIGGER rounding_is_new BEFORE INSERT ON "Rounding" FOR EACH ROW EXECUTE FUNCTION lamina_store_after_cut();
CREATE TRIGGER rounding_is_kept AFTER UPDATE ON "Rounding" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_updated();
CREATE TRIGGER rounding_stays AFTER DELETE ON "Rounding" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_deleted();
CREATE TRIGGER rounding_table_stays BEFORE TRUNCATE ON "Rounding" FOR EACH STATEMENT EXECUTE FUNCTION lamina_keep_table();
