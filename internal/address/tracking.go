package address

import "strings"

// trackingPrefixes begin the names of parameters that say where a reader came
// from and nothing about the page. The table is our own, from the
// documentation of the analytics and mailing products named beside it.
var trackingPrefixes = []string{
	"utm_", "hsa_", "mtm_", "matomo_", "pk_", "piwik_", // analytics
	"mc_", "_hs", "__hs", "hsct", "vero_", "oly_", "bsft_", "ml_sub", // mailings
	"elqtrack", "spmailing", "spuser", "spjob", "spreport", "et_rid", "dm_i",
	"at_medium", "at_campaign", "at_custom", "at_link", "at_format", "at_ptr", "at_bbc", "at_creation", "at_send", "at_recip", // AT Internet
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee",
	"stm_", "itm_", "wt_mc", "wt.", "cm_mmc", "cm_sp", "sc_cid", "sc_src", "sc_camp",
	"fb_action", "fb_source", "fb_ref", "action_object_map", "action_type_map", "action_ref_map",
	"amp_js", "amp_gsa", "amp_kit", "amp_r", "guce_", "ref_src", "ref_url", "trk_", "trackinginfo",
}

// trackingNames are whole names of such parameters, in lower case.
var trackingNames = setOf(`
	fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid yclid ymclid twclid ttclid syclid
	igshid igsh li_fat_id epik srsltid irclickid irgwc cjevent awc zanpid _ga _gl _openstat _kx _branch_match_id
	_branch_referrer mkwid pcrid rb_clickid s_cid s_kwcid ef_id icid ito cmp cmpid ncid ocid cvid sfmc_sub
	mkt_tok smid smtyp soc_src soc_trk guccounter __twitter_impression tpcc sfnsn mibextid wprov xtor xtref
	spm trk trkinfo trackingid lipi ck_subscriber_id vgo_ee nr_email_referer emc traffic_source
	__s _bta_tid _bta_c utm echobox twitter_impression
	phpsessid jsessionid aspsessionid
	feedtype feedname ftag maca mbid itid wprss ftcamp srnd sref leadsource reflink __vfz wt_ref mwrsm
	wt_zmc taid dcmp dicbo oborigurl tblci rdt_cid gaa_at gaa_n gaa_ts gaa_sig intlink_from_url intlink_ts link_location
	unlocked_article_code sharetoken referringsource share_id pinned_post_locator hslang
	replytocom like_comment relatedposts_hit relatedposts_origin relatedposts_position
	amp ampmode usqp
`)

// doubtfulNames are parameters that some sites use for tracking and others to
// name the page: they go only with a value of carrierWords.
var doubtfulNames = setOf(`ref source src from via share sharetype medium origin
	referer referrer campaign platform mod feature partner _location`)

// siteNames are parameters that carry nothing on one site and may elsewhere.
var siteNames = map[string]map[string]bool{
	"twitter.com": setOf("s t cxt"), "x.com": setOf("s t cxt"),
	"youtube.com": setOf("feature si pp ab_channel t start"),
	"nytimes.com": setOf("campaign_id instance_id segment_id regi_id user_id nl te partner rref mwrsm _r"),
	"wsj.com":     setOf("st mod"), "forbes.com": setOf("sh ss"), "ft.com": setOf("segmentid desktop"),
	"medium.com": setOf("sk gi"), "substack.com": setOf("r s triedredirect isfreemail publication_id post_id"),
	"washingtonpost.com": setOf("tid nid p9w22b2p"), "cnn.com": setOf("cid iref sr"), "reuters.com": setOf("rpc il sh edition-redirect"),
	"theguardian.com": setOf("dcr"),
	"msn.com":         setOf("ei pc"), "independent.co.uk": setOf("regsource utm"), "slashdot.org": setOf("sbsrc"),
}

// editionNames are parameters that may choose the AMP edition.
var editionNames = setOf(`output outputtype type view format mode`)

// carrierWords are the ways by which a link travels; as a value of a doubtful
// parameter they name the way and not the page.
var carrierWords = setOf(`rss rss2 rss1 rssfeed feed feeds atom email e-mail mail newsletter newsletters push app
	twitter tw x facebook fb linkedin li whatsapp telegram mastodon reddit bluesky threads pinterest tumblr pocket flipboard
	social share sharing share_btn_tw share_btn_fb copy-link copylink url-copy hn hackernews google googlenews google_news
	news.google.com t.co twitter.com facebook.com amp mobile home homepage frontpage front topnews youtu.be`)

// plainQuery drops tracking parameters, and what a feed that escaped its
// ampersands twice left of them. It takes and returns a query with its question
// mark, or "".
func plainQuery(site, query string) string {
	kept := []string{}
	for _, param := range strings.Split(query[1:], "&") {
		for strings.HasPrefix(param, "amp;") {
			param = param[len("amp;"):]
		}
		if name, _, _ := strings.Cut(strings.ToLower(param), "="); param == "" || siteNames[site][name] || isTracking(param) {
			continue
		}
		kept = append(kept, param)
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + strings.Join(kept, "&")
}

func isTracking(param string) bool {
	name, value, _ := strings.Cut(strings.ToLower(param), "=")
	if trackingNames[name] {
		return true
	}
	for _, prefix := range trackingPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	if name == "m" || name == "mobile" || name == "ismobile" { // the mobile edition switched on or off
		return value == "0" || value == "1"
	}
	if editionNames[name] {
		return value == "amp"
	}
	if name == "page" { // a block of a live page, as a fragment names one
		return strings.HasPrefix(value, "with:block-")
	}
	// "rss----abc" is how one large host marks links of its feeds.
	return doubtfulNames[name] && (carrierWords[value] || strings.HasSuffix(value, "-newsletter") || strings.HasPrefix(value, "rss-") || strings.HasPrefix(value, "rss_"))
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
