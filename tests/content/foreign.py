"""Tables as other systems make them: those that hold a site's settings, and those that only look like it.

Written from what those systems create, in three lots, each judged once before the rules were looked at again. In the
first two, three decoys were called sure that are not, and three systems were missed; in the last no decoy of 20 was
called sure, and two of eleven were missed. What is still missed stands here as "none".
"""

from __future__ import annotations

# name: (statements, the table, what is said of it)
SETTINGS: dict[str, tuple[str, str, str]] = {
    "wordpress": (
        """
            create table wp_options (option_id bigserial primary key, option_name varchar(191) not null
            default '' unique, option_value text not null, autoload varchar(20) not null default 'yes');
            create table wp_postmeta (meta_id bigserial primary key, post_id bigint not null default 0,
            meta_key varchar(255), meta_value text);
            create table wp_usermeta (umeta_id bigserial primary key, user_id bigint not null default 0,
            meta_key varchar(255), meta_value text);
        """,
        "wp_options",
        "sure",
    ),
    "laravel": (
        """
            create table settings (id bigserial primary key, "group" varchar(255) not null, name
            varchar(255) not null, locked boolean not null default false, payload json not null,
            created_at timestamp, updated_at timestamp, unique ("group", name));
            create table cache (key varchar(255) primary key, value text not null, expiration integer not
            null);
            create table jobs (id bigserial primary key, queue varchar(255), payload text, attempts
            smallint, reserved_at integer, available_at integer, created_at integer);
        """,
        "settings",
        "sure",
    ),
    "django constance": (
        """
            create table constance_constance (id serial primary key, key varchar(255) not null unique,
            value text);
            create table django_site (id serial primary key, domain varchar(100) unique, name
            varchar(50));
            create table django_session (session_key varchar(40) primary key, session_data text not null,
            expire_date timestamptz not null);
        """,
        "constance_constance",
        "likely",
    ),
    "rails settings": (
        """
            create table settings (id bigserial primary key, var varchar not null unique, value text,
            created_at timestamp(6) not null, updated_at timestamp(6) not null);
            create table ar_internal_metadata (key varchar primary key, value varchar, created_at
            timestamp(6) not null, updated_at timestamp(6) not null);
            create table schema_migrations (version varchar primary key);
        """,
        "settings",
        "sure",
    ),
    "strapi": (
        """
            create table strapi_core_store_settings (id serial primary key, key varchar(255), value text,
            type varchar(255), environment varchar(255), tag varchar(255));
            create table strapi_webhooks (id serial primary key, name varchar(255), url text, headers
            jsonb);
        """,
        "strapi_core_store_settings",
        "likely",
    ),
    "keycloak": (
        """
            create table realm (id varchar(36) primary key, name varchar(255) unique);
            create table realm_attribute (name varchar(255) not null, realm_id varchar(36) not null
            references realm, value text, primary key (name, realm_id));
            create table user_attribute (name varchar(255) not null, value varchar(255), user_id
            varchar(36) not null, id varchar(36) primary key);
            create table client_attributes (client_id varchar(36) not null, name varchar(255) not null,
            value text, primary key (client_id, name));
        """,
        "realm_attribute",
        "likely",
    ),
    "jsonb config": (
        """
            create table app_config (key text primary key, value jsonb not null, updated_at timestamptz
            not null default now());
        """,
        "app_config",
        "sure",
    ),
    "prisma": (
        """
            create type "SettingKind" as enum ('STRING', 'NUMBER', 'BOOLEAN');
            create table "SiteSetting" (id text primary key, key text not null, value text not null,
            "valueType" "SettingKind" not null default 'STRING', category text, "isPublic" boolean not
            null default false, "updatedAt" timestamp(3) not null);
            create unique index "SiteSetting_key_key" on "SiteSetting" (key);
            create table _prisma_migrations (id varchar(36) primary key, checksum varchar(64),
            migration_name varchar(255), logs text);
        """,
        "SiteSetting",
        "sure",
    ),
    "nextcloud": (
        """
            create table oc_appconfig (appid varchar(32) not null, configkey varchar(64) not null,
            configvalue text, primary key (appid, configkey));
            create table oc_preferences (userid varchar(64) not null, appid varchar(32) not null,
            configkey varchar(64) not null, configvalue text, primary key (userid, appid, configkey));
        """,
        "oc_appconfig",
        "likely",
    ),
    "metabase": (
        """
            create table setting (key varchar(254) primary key, value text not null);
        """,
        "setting",
        "sure",
    ),
    "ghost": (
        """
            create table settings (id varchar(24) primary key, "group" varchar(50) not null default
            'core', key varchar(50) not null unique, value text, type varchar(50) not null, flags
            varchar(50), created_at timestamptz not null, updated_at timestamptz);
        """,
        "settings",
        "sure",
    ),
    "grafana": (
        """
            create table setting (id serial primary key, section varchar(100) not null, key varchar(100)
            not null, value text not null, encrypted_values varchar(255) not null default '{}', updated
            timestamp not null);
            create unique index on setting (section, key);
            create table kv_store (id serial primary key, org_id bigint not null, namespace varchar(190)
            not null, key varchar(190) not null, value text not null, created timestamp not null, updated
            timestamp not null);
            create unique index on kv_store (org_id, namespace, key);
        """,
        "setting",
        "sure",
    ),
    "moodle": (
        """
            create table mdl_config (id bigserial primary key, name varchar(255) not null unique, value
            text not null);
            create table mdl_user_preferences (id bigserial primary key, userid bigint not null, name
            varchar(255) not null, value varchar(1333) not null, unique (userid, name));
            create table mdl_cache_flags (id bigserial primary key, flagtype varchar(255), name
            varchar(255), timemodified bigint, value text, expiry bigint);
        """,
        "mdl_config",
        "sure",
    ),
    "odoo": (
        """
            create table ir_config_parameter (id serial primary key, key varchar not null unique, value
            text not null, create_uid integer, create_date timestamp, write_uid integer, write_date
            timestamp);
        """,
        "ir_config_parameter",
        "sure",
    ),
    "chatwoot": (
        """
            create table installation_configs (id bigserial primary key, name varchar not null unique,
            serialized_value jsonb not null default '{}', locked boolean not null default true, created_at
            timestamp(6) not null, updated_at timestamp(6) not null);
        """,
        "installation_configs",
        "sure",
    ),
    "magento": (
        """
            create table core_config_data (config_id serial primary key, scope varchar(8) not null default
            'default', scope_id integer not null default 0, path varchar(255) not null, value text, unique
            (scope, scope_id, path));
        """,
        "core_config_data",
        "likely",
    ),
    "gitea": (
        """
            create table system_setting (id bigserial primary key, setting_key varchar(255) unique,
            setting_value text, version integer, created bigint, updated bigint);
        """,
        "system_setting",
        "sure",
    ),
    "redmine": (
        """
            create table settings (id serial primary key, name varchar(255) not null default '', value
            text, updated_on timestamp);
            create index on settings (name);
            create table custom_values (id serial primary key, customized_type varchar(30), customized_id
            integer, custom_field_id integer, value text);
        """,
        "settings",
        "likely",
    ),
    "discourse": (
        """
            create table site_settings (id serial primary key, name varchar not null unique, data_type
            integer not null, value text, created_at timestamp, updated_at timestamp);
        """,
        "site_settings",
        "sure",
    ),
    "mastodon": (
        """
            create table settings (id bigserial primary key, var varchar not null, value text, thing_type
            varchar, thing_id bigint, created_at timestamp, updated_at timestamp, unique(thing_type,
            thing_id, var));
        """,
        "settings",
        "likely",
    ),
    "prestashop": (
        """
            create table ps_configuration (id_configuration serial primary key, id_shop_group integer,
            id_shop integer, name varchar(254) not null, value text, date_add timestamp, date_upd
            timestamp);
        """,
        "ps_configuration",
        "likely",
    ),
    "phpbb": (
        """
            create table phpbb_config (config_name varchar(255) primary key, config_value varchar(255),
            is_dynamic smallint);
        """,
        "phpbb_config",
        "sure",
    ),
    "mybb": (
        """
            create table mybb_settings (sid serial primary key, name varchar(120), title varchar(120),
            description text, optionscode text, value text, disporder smallint, gid smallint, isdefault
            smallint);
        """,
        "mybb_settings",
        "likely",
    ),
    "mattermost": (
        """
            create table systems (name varchar(64) primary key, value varchar(1024));
        """,
        "systems",
        "likely",
    ),
    "sonarqube": (
        """
            create table properties (uuid varchar(40) primary key, prop_key varchar(512) not null,
            is_empty boolean, text_value varchar(4000), clob_value text, created_at bigint, entity_uuid
            varchar(40), user_uuid varchar(40));
        """,
        "properties",
        "likely",
    ),
    "zabbix": (
        """
            create table settings (name varchar(255) primary key, type integer not null, value_str text,
            value_int integer);
        """,
        "settings",
        "sure",
    ),
    "posthog": (
        """
            create table posthog_instancesetting (id serial primary key, key varchar(128) unique,
            raw_value text);
        """,
        "posthog_instancesetting",
        "sure",
    ),
    "sentry": (
        """
            create table sentry_option (id bigserial primary key, key varchar(128) unique, last_updated
            timestamptz, value text, last_updated_by varchar(16));
        """,
        "sentry_option",
        "likely",
    ),
    "shopware": (
        """
            create table system_config (id uuid primary key, configuration_key varchar(255) not null,
            configuration_value json not null, sales_channel_id uuid, created_at timestamp, updated_at
            timestamp, unique(configuration_key, sales_channel_id));
        """,
        "system_config",
        "likely",
    ),
    "n8n": (
        """
            create table settings (key varchar(255) primary key, value text not null, "loadOnStartup"
            boolean default false);
        """,
        "settings",
        "sure",
    ),
    "matomo": (
        """
            create table matomo_option (option_name varchar(191) primary key, option_value text, autoload
            smallint);
        """,
        "matomo_option",
        "sure",
    ),
    "dolibarr": (
        """
            create table llx_const (rowid serial primary key, name varchar(180) not null, entity integer
            default 1, value text, type varchar(64), visible smallint, note text, tms timestamp,
            unique(name, entity));
        """,
        "llx_const",
        "none",
    ),
    "opencart": (
        """
            create table oc_setting (setting_id serial primary key, store_id integer default 0, code
            varchar(128), key varchar(128), value text, serialized smallint);
        """,
        "oc_setting",
        "likely",
    ),
    "airflow": (
        """
            create table variable (id serial primary key, key varchar(250) unique, val text, description
            text, is_encrypted boolean);
        """,
        "variable",
        "sure",
    ),
    "spree": (
        """
            create table spree_preferences (id serial primary key, value text, key varchar unique,
            created_at timestamp, updated_at timestamp);
        """,
        "spree_preferences",
        "likely",
    ),
    "parameters of an application": (
        """
            create table application_parameters (param_key varchar(100) primary key, param_value text,
            description text, modified_on timestamp);
        """,
        "application_parameters",
        "sure",
    ),
    "short names": (
        """
            create table sys_config (id serial primary key, conf_code varchar(50) unique, conf_value
            varchar(500), conf_desc varchar(500));
        """,
        "sys_config",
        "sure",
    ),
    "ruoyi": (
        """
            create table sys_config (config_id serial primary key, config_name varchar(100), config_key
            varchar(100) unique, config_value varchar(500), config_type char(1), create_by varchar(64),
            create_time timestamp, update_by varchar(64), update_time timestamp, remark varchar(500));
        """,
        "sys_config",
        "sure",
    ),
    "in German": (
        """
            create table einstellungen (schluessel text primary key, wert text);
        """,
        "einstellungen",
        "none",
    ),
    "abp": (
        """
            create table "AbpSettings" ("Id" uuid primary key, "Name" varchar(128) not null, "Value"
            varchar(2048) not null, "ProviderName" varchar(64), "ProviderKey" varchar(64));
            create unique index on "AbpSettings" ("Name","ProviderName","ProviderKey");
        """,
        "AbpSettings",
        "likely",
    ),
    "globals": (
        """
            create table globals (name text primary key, value jsonb, visibility text, description text);
        """,
        "globals",
        "likely",
    ),
    "with everything": (
        """
            create table platform_settings (id uuid primary key default gen_random_uuid(), setting_key
            text unique not null, setting_value jsonb, category text, is_public boolean default false,
            updated_by uuid);
        """,
        "platform_settings",
        "sure",
    ),
    "with a namespace": (
        """
            create table configurations (namespace text, key text, value text, value_type text, primary
            key(namespace,key));
        """,
        "configurations",
        "sure",
    ),
    "typo3 registry": (
        """
            create table sys_registry (uid serial primary key, entry_namespace varchar(128), entry_key
            varchar(128), entry_value bytea, unique(entry_namespace, entry_key));
        """,
        "sys_registry",
        "none",
    ),
    "craft": (
        """
            create table projectconfig (path varchar(255) primary key, value text not null);
        """,
        "projectconfig",
        "sure",
    ),
    "umbraco": (
        """
            create table "umbracoKeyValue" (key varchar(256) primary key, value varchar(255), updated
            timestamp);
        """,
        "umbracoKeyValue",
        "likely",
    ),
}

# name: statements. Nothing here may be called sure.
DECOYS: dict[str, str] = {
    "translations": """
        create table translations (id serial primary key, key text not null, locale text not null, value
        text, unique (key, locale));
    """,
    "message catalogue": """
        create table i18n_messages (key text primary key, value text, description text, category text);
    """,
    "preferences of users": """
        create table users (id serial primary key);
        create table user_preferences ( id serial primary key, user_id integer not null references users,
        key text not null, value text, updated_at timestamptz, unique (user_id, key));
    """,
    "settings of users": """
        create table user_settings (user_id uuid not null, name text not null, value jsonb, primary key
        (user_id, name));
    """,
    "key-value queue": """
        create table kv_queue (id bigserial primary key, key text unique, value jsonb, attempts integer
        default 0, locked_at timestamptz, created_at timestamptz);
    """,
    "cache": """
        create table app_cache (key text primary key, value text, expires_at timestamptz);
    """,
    "sessions": """
        create table sessions (key text primary key, data text, expire_date timestamptz);
    """,
    "feature flags": """
        create table feature_flags (key text primary key, value text, description text, enabled boolean
        not null default false);
    """,
    "attributes of products": """
        create table products (id serial primary key);
        create table product_attributes ( product_id integer references products, name text, value text,
        primary key (product_id, name));
    """,
    "options of a poll": """
        create table poll_options (id serial primary key, code text unique, value text);
    """,
    "a list of codes": """
        create table country_codes (code text primary key, value text, description text);
    """,
    "tags of a resource": """
        create table resource_tags (resource_id uuid, key text, value text, primary key (resource_id,
        key));
    """,
    "answers": """
        create table form_answers (id serial primary key, name text, value text, form_id integer);
    """,
    "one wide row": """
        create table directus_settings (id serial primary key, project_name varchar(100), project_url
        varchar(255), project_color varchar(255) default '#6644FF', custom_css text, mapbox_key
        varchar(255));
    """,
    "rails metadata": """
        create table ar_internal_metadata (key varchar primary key, value varchar, created_at timestamp);
    """,
    "prisma": """
        create table _prisma_migrations (id varchar(36) primary key, migration_name varchar(255), logs
        text);
    """,
    "engine notes": """
        create table schema_metadata (key text primary key, value text);
    """,
    "measurements": """
        create table sensor_values (name text, value text, measured_at timestamptz);
    """,
    "history of settings": """
        create table settings_history (id bigserial primary key, key text, value text, changed_at
        timestamptz);
    """,
    "what settings there are": """
        create table setting_definitions (key text primary key, default_value text, description text, type
        text);
    """,
    "a key-value store": """
        create table kv (key text primary key, value text);
    """,
    "many rows": """
        create table site_settings (key text primary key, value text);
        insert into site_settings select i::text, 'x' from generate_series(1, 30000) as i;
        analyze site_settings;
    """,
    "a platform's own": """
        create schema vault;
        create table vault.settings (key text primary key, value text, type text);
    """,
    "mediawiki user_properties": """
        create table user_properties (up_user integer not null, up_property varchar(255) not null,
        up_value text, primary key(up_user, up_property));
    """,
    "camunda": """
        create table ex(id text primary key);
        create table act_ru_variable (id_ varchar(64) primary key, type_ varchar(255), name_ varchar(255),
        execution_id_ text references ex, text_ varchar(4000), text2_ varchar(4000));
    """,
    "sentry projectoptions": """
        create table sentry_projectoptions (id serial primary key, project_id integer, key varchar(64),
        value text, unique(project_id, key));
    """,
    "gitlab ci": """
        create table ci_variables (id serial primary key, key varchar, value text, encrypted_value text,
        project_id integer, variable_type smallint, environment_scope varchar, unique(project_id, key,
        environment_scope));
    """,
    "woocommerce": """
        create table wp_woocommerce_order_itemmeta (meta_id bigserial primary key, order_item_id bigint,
        meta_key varchar(255), meta_value text);
    """,
    "crm": """
        create table contact_custom_attributes (contact_id uuid, key text, value text, primary
        key(contact_id,key));
    """,
    "labels": """
        create table metric_labels (name text, value text, primary key(name,value));
    """,
    "dagster": """
        create table kvs (id serial primary key, key text unique, value text);
    """,
    "hibernate": """
        create table revinfo (rev integer primary key, revtstmp bigint);
    """,
    "email templates": """
        create table email_templates (id serial primary key, key text unique, subject text, content text,
        description text, category text);
    """,
    "content blocks": """
        create table content_blocks (key text primary key, value text, type text, page text, updated_at
        timestamptz);
    """,
    "seo": """
        create table page_seo (path text primary key, title text, content text);
    """,
    "variants": """
        create table variant_option_values (id serial primary key, code text unique, value text,
        option_type_id integer);
    """,
    "health": """
        create table patient_parameters (id serial primary key, patient_id integer, name text, value
        text);
    """,
    "http headers": """
        create table request_headers (id bigserial primary key, request_id bigint, name text, value text);
    """,
    "env": """
        create table deployment_env_vars (id serial primary key, app_id integer, key text, value text,
        unique(app_id, key));
    """,
    "oauth": """
        create table client_configs (client_id text primary key, name text, config jsonb);
    """,
    "webhooks": """
        create table webhook_configs (id text primary key, name text unique, config jsonb, url text);
    """,
    "report config": """
        create table report_configs (id uuid primary key, name text unique, config jsonb, owner_id uuid);
    """,
    "device": """
        create table device_settings (id serial primary key, device_id text, key text, value text,
        unique(device_id,key));
    """,
    "survey options": """
        create table survey_options (code text primary key, value text, label text);
    """,
    "select options": """
        create table select_options (code text primary key, value text, label text, category text);
    """,
    "attrs": """
        create table attributes (name text primary key, value text);
    """,
    "game constants": """
        create table game_constants (name text primary key, value text);
    """,
    "pricing": """
        create table pricing_parameters (code text primary key, value text, type text);
    """,
    "product config": """
        create table product_configurations (sku_code text primary key, value text, product_id integer);
    """,
    "email": """
        create table email_preferences (email text primary key, value jsonb);
    """,
    "tenant": """
        create table tenant_features (tenant_id uuid, key text, value text, primary key(tenant_id,key));
    """,
    "emoji": """
        create table custom_emoji (name text primary key, value text);
    """,
    "dns": """
        create table dns_records (name text primary key, type text, value text, ttl integer);
    """,
    "payment configs": """
        create table payment_provider_configs (provider_code text primary key, config jsonb, description
        text);
    """,
    "sso": """
        create table sso_settings (provider_key text primary key, data jsonb);
    """,
    "widgets": """
        create table widget_settings (widget_key text primary key, content text);
    """,
    "site pages": """
        create table site_pages (slug text primary key, content text, title text);
    """,
    "site texts": """
        create table site_texts (key text primary key, value text, description text);
    """,
    "idempotency": """
        create table idempotency_keys (key text primary key, value jsonb, created_at timestamptz);
    """,
    "rate": """
        create table rate_limits (key text primary key, value text);
    """,
    "vector": """
        create table embeddings_config_runs (run_id text primary key, config jsonb);
    """,
    "exp": """
        create table experiment_params (name text, value text, experiment_id integer);
    """,
    "crypto": """
        create table exchange_settings_snapshots (key text, value text, taken_at timestamptz, primary
        key(key,taken_at));
    """,
}
